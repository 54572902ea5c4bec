import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a request or a job carries. Identifiers only: nothing that a person typed or is called. */
export interface RequestContext {
  readonly requestId?: string;
  readonly jobId?: string;
}

/** The context of the work under way, kept across `await`: `requestContext.run({ requestId }, work)`. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Id of the request that the running code works for. */
export function currentRequestId(): string | undefined {
  return requestContext.getStore()?.requestId;
}
