import { HttpException } from '@nestjs/common';

import { errorType, Failure, FAILURES } from '../failure.js';
import { Problem, statusTitle } from './problem.js';

/** Seconds after which a client may try again when nobody said better. */
const RETRY_AFTER_SECONDS = '10';

/** The request as far as an answer to its failure depends on it. */
export interface FailedRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly requestId?: string;
}

/**
 * The answer for anything that was thrown while a request was handled: failures by their class, errors of the parsers
 * without the text that they quote, whatever is unexpected as 500 without a word of it.
 */
export function toProblem(error: unknown, request: FailedRequest): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Failure) return problemOfFailure(error);
  return (
    problemOfUpload(error) ??
    problemOfBody(error) ??
    problemOfHttp(error, request) ??
    unexpected(error, request)
  );
}

/** The answer of a route that waited for a job which failed, or refused its input. */
export function problemOfFailure(failure: Failure): Problem {
  const { failureClass } = failure;
  const { status, retryHelps, advice } = FAILURES[failureClass];
  const words = failureClass.replaceAll('_', ' ');
  return new Problem(status, words[0]!.toUpperCase() + words.slice(1), failure.message, {
    headers: retryAfter(status),
    members: {
      failure_class: failureClass,
      error_type: errorType(failureClass),
      retry_helps: retryHelps,
      advice,
    },
    cause: failure,
  });
}

interface Faulty {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly field?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly expose?: unknown;
}

/** Nest wraps the errors of the parsers and keeps the original as the cause. */
function original(error: unknown): Faulty {
  const inner = error instanceof HttpException && error.cause instanceof Error ? error.cause : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}

const BROKEN_MULTIPART = /^(Multipart: |Unexpected end of (form|file)|Malformed part header)/;

function problemOfUpload(error: unknown): Problem | undefined {
  const { name, code, field, message } = original(error);
  if (name === 'MulterError' && typeof code === 'string') return problemOfMulter(code, field);
  if (typeof message === 'string' && BROKEN_MULTIPART.test(message)) {
    return new Problem(400, 'Malformed form', 'The multipart body is cut off or malformed.');
  }
  return undefined;
}

const MULTER_LIMITS: Readonly<Record<string, string>> = {
  LIMIT_FILE_SIZE: 'A file is larger than allowed.',
  LIMIT_FILE_COUNT: 'The form has too many files.',
  LIMIT_PART_COUNT: 'The form has too many parts.',
  LIMIT_FIELD_COUNT: 'The form has too many fields.',
  LIMIT_FIELD_KEY: "A field's name is too long.",
  LIMIT_FIELD_VALUE: "A field's value is too long.",
  LIMIT_FIELD_NESTING: 'A field is nested too deeply.',
  LIMIT_FIELD_ARRAY_INDEX: 'A list in the form is too long.',
};

function problemOfMulter(code: string, field: unknown): Problem {
  const errors = (message: string) => (typeof field === 'string' && field ? [{ field, message }] : undefined);
  const limit = MULTER_LIMITS[code];
  if (limit) return new Problem(413, 'Too large', limit, { errors: errors(limit), slug: 'too-large' });
  if (code === 'LIMIT_UNEXPECTED_FILE') {
    const message = 'No file is expected here, or not as many.';
    return new Problem(
      422,
      'Invalid input',
      'A file was sent in a field that takes none, or too many in one field.',
      {
        errors: errors(message),
      },
    );
  }
  return new Problem(400, 'Malformed form', 'The multipart body is malformed.');
}

function problemOfBody(error: unknown): Problem | undefined {
  const { type } = original(error);
  if (original(error) instanceof URIError) {
    return new Problem(400, 'Malformed address', 'The path holds a % that starts no valid escape.');
  }
  switch (type) {
    case 'entity.parse.failed':
      return new Problem(400, 'Malformed body', 'The body is not valid JSON.');
    case 'entity.too.large':
    case 'parameters.too.many':
      return new Problem(413, 'Too large', 'The body is larger than allowed.');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new Problem(
        415,
        'Unsupported encoding',
        'The character set or encoding of the body is not supported.',
      );
    case 'request.aborted':
    case 'request.size.invalid':
      return new Problem(400, 'Malformed body', 'The body is shorter or longer than announced.');
    default:
      return undefined;
  }
}

function problemOfHttp(error: unknown, request: FailedRequest): Problem | undefined {
  if (!(error instanceof HttpException)) return problemOfLibrary(error);
  const status = error.getStatus();
  if (status === 500) return undefined;
  if (status === 404 && error.message === `Cannot ${request.method} ${request.originalUrl}`) {
    return new Problem(404, 'No such route', `There is nothing at this address for ${request.method}.`);
  }
  return new Problem(status, statusTitle(status), detailOf(error), {
    headers: retryAfter(status),
    cause: error,
  });
}

/** Errors of Express and its libraries that say which client's fault they are (`http-errors`). */
function problemOfLibrary(error: unknown): Problem | undefined {
  const { statusCode, expose, message } = original(error);
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  const title = statusTitle(statusCode);
  return new Problem(
    statusCode,
    title,
    expose === true && typeof message === 'string' ? message : `${title}.`,
  );
}

function detailOf(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : error.message;
  return Array.isArray(message) ? message.join('; ') : String(message);
}

function unexpected(error: unknown, { requestId }: FailedRequest): Problem {
  const reference = requestId ? ` Tell the operator the request id ${requestId}.` : '';
  return new Problem(500, 'Internal error', `The server failed unexpectedly.${reference}`, { cause: error });
}

function retryAfter(status: number): Record<string, string> {
  return status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {};
}
