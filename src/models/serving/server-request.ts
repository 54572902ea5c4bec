import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../platform/failure.js';
import { readBody } from '../read-body.js';
import { unavailable } from './unavailable.js';

/** Limit of one attempt, from the first byte sent to the last one received. */
const ATTEMPT_MS = 10_000;
const LARGEST_ANSWER_BYTES = 64 * 2 ** 20;
const ATTEMPTS = 3;
const PAUSE_MS = 300;
/** After so many failed requests in a row a server is left alone for a while. */
const TRIPPED_BY = 5;
const REST_MS = 10_000;

/** An answer with its whole body. */
export interface ServerAnswer {
  ok: boolean;
  headers: Headers;
  body: Buffer;
}

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
): Promise<ServerAnswer> {
  const health = knownHealth(new URL(address).origin);
  if (Date.now() < health.restUntil)
    throw unavailable('The model server has failed several times and is left alone for a while.');
  for (let attempt = 1; ; attempt += 1) {
    const trouble = await attemptOnce(address, options, accepted);
    if (typeof trouble !== 'string') {
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
): Promise<ServerAnswer | string> {
  const limit = AbortSignal.timeout(ATTEMPT_MS);
  try {
    const response = await fetch(address, { ...options, redirect: 'error', signal: limit });
    const body = await readBody(response, LARGEST_ANSWER_BYTES, [limit]);
    const { ok, status, headers } = response;
    if ((ok || accepted.includes(status)) && body) return { ok, headers, body };
    if (status >= 500 || status === 429) return `The model server answered ${status}.`;
    throw unavailable(
      body ? `The model server answered ${status}.` : 'The answer of the model server is too large.',
    );
  } catch (error) {
    if (error instanceof Failure) throw error;
    return limit.aborted ? 'The model server did not answer in time.' : 'The model server cannot be reached.';
  }
}
