import type { Readable } from 'node:stream';
import { Failure } from '../../platform/failure.js';

/** What is known of an object before it is read. */
export interface ObjectHead {
  readonly bytes: number;
  /** What its writer said it is; a claim, not a finding. */
  readonly contentType: string | null;
}

export interface ObjectStoreHealth {
  readonly status: 'up' | 'degraded';
  readonly detail: string;
}

/** The key is well formed, but nothing is stored under it. */
export class ObjectNotFound extends Failure {
  constructor(options?: ErrorOptions) {
    super('bad_input', 'There is no object of this key in object storage.', options);
  }
}

/**
 * Files that others have put into object storage, read by their keys. Also the token under which the store is injected.
 * Both calls reject with `bad_input` for what is no key, {@link ObjectNotFound}, and `dependency_down` when the storage
 * is away or refuses.
 */
export abstract class ObjectStore {
  /** Size and claimed type, without the bytes. */
  abstract head(key: string, signal: AbortSignal): Promise<ObjectHead>;

  /** The bytes as a stream, which ends with an error when the signal is raised. */
  abstract read(key: string, signal: AbortSignal): Promise<Readable>;

  /** Whether the storage answers; its absence fails jobs, never submits. */
  abstract health(): Promise<ObjectStoreHealth>;
}
