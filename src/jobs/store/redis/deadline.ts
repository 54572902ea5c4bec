import { answerWithin } from '../../../platform/answer-within.js';
import { Failure } from '../../../platform/failure.js';

const DEADLINE_MS = 1_500;

/** The answer of Redis, or `dependency_down` when it does not come in time: a caller must never hang on a dead store. */
export async function withDeadline<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answerWithin(DEADLINE_MS, answer, unreachable);
  } catch (error) {
    throw isConnectionError(error) || isRefusal(error) ? unreachable(error) : error;
  }
}

const unreachable = (cause?: unknown): Failure =>
  new Failure('dependency_down', 'The job store cannot be reached at the moment.', { cause });

function isConnectionError(error: unknown): boolean {
  const { name, code, message = '' } = error as { name?: string; code?: string; message?: string };
  return (
    name === 'MaxRetriesPerRequestError' ||
    ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND'].includes(code ?? '') ||
    /Connection is closed|Stream isn't writeable/.test(message)
  );
}

/** Error codes with which a Redis says that it does not serve now, whatever the command; older ones wrap them in a script's error. */
const REFUSAL =
  /\b(LOADING|READONLY|MISCONF|OOM command|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|BUSY|NOAUTH|WRONGPASS|NOPERM)\b/;

function isRefusal(error: unknown): boolean {
  const { name, message = '' } = error as { name?: string; message?: string };
  return name === 'ReplyError' && REFUSAL.test(message);
}
