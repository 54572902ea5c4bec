import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from './unavailable.js';

const ATTEMPT_MS = 10_000;
const ATTEMPTS = 3;
const PAUSE_MS = 300;
/** After so many failed requests in a row a server is left alone for a while. */
const TRIPPED_BY = 5;
const REST_MS = 10_000;

interface Health {
  failures: number;
  restUntil: number;
}

const healthOf = new Map<string, Health>();

/**
 * A request to a model server, with retries; one that keeps failing is left alone for a while. Resolves with the answer when it is
 * good, or one of the codes in `accepted`.
 *
 * @throws Failure `model_unavailable`
 */
export async function request(
  address: string,
  options: RequestInit,
  accepted: readonly number[] = [],
): Promise<Response> {
  const health = knownHealth(new URL(address).origin);
  if (Date.now() < health.restUntil)
    throw unavailable('The model server has failed several times and is left alone for a while.');
  for (let attempt = 1; ; attempt += 1) {
    const trouble = await attemptOnce(address, options, accepted);
    if (trouble instanceof Response) {
      health.failures = 0;
      return trouble;
    }
    health.failures += 1;
    if (health.failures >= TRIPPED_BY) health.restUntil = Date.now() + REST_MS;
    if (attempt >= ATTEMPTS || health.failures >= TRIPPED_BY) throw unavailable(trouble);
    await pause(PAUSE_MS * 2 ** (attempt - 1));
  }
}

function knownHealth(origin: string): Health {
  const health = healthOf.get(origin) ?? { failures: 0, restUntil: 0 };
  healthOf.set(origin, health);
  return health;
}

/** The answer, or in words why there is none that another attempt could not better. */
async function attemptOnce(
  address: string,
  options: RequestInit,
  accepted: readonly number[],
): Promise<Response | string> {
  let response: Response;
  try {
    response = await fetch(address, {
      ...options,
      redirect: 'error',
      signal: AbortSignal.timeout(ATTEMPT_MS),
    });
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return isLate ? 'The model server did not answer in time.' : 'The model server cannot be reached.';
  }
  if (response.ok || accepted.includes(response.status)) return response;
  await response.body?.cancel();
  if (response.status >= 500 || response.status === 429)
    return `The model server answered ${response.status}.`;
  throw unavailable(`The model server answered ${response.status}.`);
}
