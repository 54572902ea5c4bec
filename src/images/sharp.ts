import { Failure } from '../platform/failure.js';

export type Sharp = typeof import('sharp').default;

let sharp: Promise<Sharp> | undefined;

/** Loads the picture library once; one thread and no cache, because a compute child has one core and many pictures. */
export function loadSharp(): Promise<Sharp> {
  sharp ??= import('sharp').then(({ default: library }) => {
    library.cache(false);
    library.concurrency(1);
    return library;
  });
  return sharp;
}

/** A failure of the picture library is one of the file. */
export function imageFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && /pixel limit/iu.test(error.message))
    return new Failure('too_large', 'The image has too many pixels.', { cause: error });
  return new Failure('unreadable', 'The image is damaged and cannot be decoded.', { cause: error });
}
