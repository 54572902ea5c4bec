import { Failure } from '../../platform/failure.js';

/**
 * What an error of Qdrant's client means: the service is away, `dependency_down`; or the request was wrong, which is our
 * defect and stays what it is.
 */
export function qdrantFailureOf(error: unknown): unknown {
  if (error instanceof Failure) return error;
  const { status } = error as { status?: number };
  if (status === 401 || status === 403)
    return new Failure('dependency_down', 'Qdrant refuses the key of the vector store.', { cause: error });
  if (status !== undefined && status < 500 && status !== 429) return error;
  return new Failure('dependency_down', 'Qdrant, the vector store, does not answer as it should.', {
    cause: error,
  });
}

/** Whether Qdrant answered with a client error of this kind. */
export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return statuses.includes((error as { status?: number }).status ?? 0);
}
