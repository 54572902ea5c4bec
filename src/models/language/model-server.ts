import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../platform/failure.js';
import { readBody } from '../read-body.js';

/** How patient a client is; times in ms. */
export interface Patience {
  /** Limit of one attempt, from the first byte sent to the last one received. */
  attemptMs: number;
  attempts: number;
  /** Pause before the second attempt; doubled before each further one. */
  pauseMs: number;
  /** A server that asks for a longer pause is left to the job's own retry. */
  longestPauseMs: number;
}

export const PATIENCE: Patience = { attemptMs: 30_000, attempts: 3, pauseMs: 500, longestPauseMs: 20_000 };

export interface ModelRequest {
  url: string;
  headers: Record<string, string>;
  body: object;
  signal?: AbortSignal;
  patience: Patience;
}

export interface ModelAnswer {
  status: number;
  /** Parsed JSON; null where the body is none. */
  body: unknown;
}

const LARGEST_ANSWER_BYTES = 1_048_576;
const PASSING = new Set([408, 429, 500, 502, 503, 504, 529]);

/** An attempt after which another one may go better. */
class PassingTrouble extends Error {
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

/**
 * Posts JSON to a model server. Attempts that meet a busy or absent server are repeated, as its `Retry-After` asks; any
 * other answer, also a refusal, is returned.
 *
 * @throws Failure `model_unavailable`; its words never hold the address, a header or a body. The signal's reason after an abort.
 */
export async function askModelServer(request: ModelRequest): Promise<ModelAnswer> {
  const { patience, signal } = request;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(request);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof PassingTrouble)) throw error;
      const wait = error.retryAfterMs ?? patience.pauseMs * 2 ** (attempt - 1);
      if (attempt >= patience.attempts || wait > patience.longestPauseMs)
        throw new Failure('model_unavailable', error.message);
      await pause(wait, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

async function attemptOnce({ url, headers, body, signal, patience }: ModelRequest): Promise<ModelAnswer> {
  const limit = AbortSignal.timeout(patience.attemptMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      // A redirect would carry key and values to a place that nobody configured.
      redirect: 'error',
    });
    if (PASSING.has(response.status)) throw await troubleOf(response);
    const answer = await readBody(response, LARGEST_ANSWER_BYTES, signal ? [limit, signal] : [limit]);
    if (answer === null)
      throw new Failure('model_unavailable', "The language model's answer is larger than any answer can be.");
    return { status: response.status, body: parseJson(answer.toString('utf8')) };
  } catch (error) {
    if (error instanceof PassingTrouble || error instanceof Failure) throw error;
    if (limit.aborted) throw new PassingTrouble('The language model did not answer in time.');
    throw new PassingTrouble(`The language model could not be reached${codeOf(error)}.`);
  }
}

async function troubleOf(response: Response): Promise<PassingTrouble> {
  await response.body?.cancel();
  const busy = response.status === 429;
  const words = busy ? 'takes no more requests at the moment' : 'has a passing fault';
  return new PassingTrouble(
    `The language model's server ${words} (HTTP ${response.status}).`,
    retryAfter(response.headers.get('retry-after')),
  );
}

/** Seconds or an HTTP date, in ms from now. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  const code = (error as { cause?: { code?: string } }).cause?.code ?? '';
  return /^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : '';
}

/** What a refusal means, in words for whoever runs the instance. */
export function refusal(status: number): Failure {
  const words: Record<number, string> = {
    400: 'did not understand the request',
    401: 'does not accept the key',
    403: 'does not accept the key',
    404: 'knows no such model or address',
  };
  return new Failure(
    'model_unavailable',
    `The language model's server ${words[status] ?? 'refused the request'} (HTTP ${status}).`,
  );
}

export function strangeAnswer(): Failure {
  return new Failure(
    'model_unavailable',
    "The language model's server gave an answer that is not in its protocol.",
  );
}
