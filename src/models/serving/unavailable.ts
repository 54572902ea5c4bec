import { Failure } from '../../platform/failure.js';

/** A model that is configured and cannot answer. */
export function unavailable(message: string, cause?: unknown): Failure {
  return new Failure('model_unavailable', message, { cause });
}
