import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

import { requestContext } from '../logging/index.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Id of this request: the client's `X-Request-Id`, or one made here. */
    requestId?: string;
  }
}

/** Short and plain, so that a client can forge neither log lines nor headers with it. */
const ACCEPTABLE_ID = /^[\w.:-]{1,128}$/;

/**
 * Takes the client's `X-Request-Id` or makes a UUID, returns it as a header, and keeps it in the request context for
 * logs and jobs. Give it to `app.use()` before anything else: errors of the body parsers need it too.
 */
export function requestIdMiddleware(): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID();
    request.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    requestContext.run({ requestId }, next);
  };
}
