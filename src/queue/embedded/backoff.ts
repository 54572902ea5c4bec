import type { BackoffOptions } from 'bull';

/** A custom backoff: milliseconds until the next attempt, 0 for at once, −1 for no further attempt. */
export type BackoffStrategy = (
  attemptsMade: number,
  error: Error,
  options?: unknown,
) => number | Promise<number>;

export const NO_FURTHER_ATTEMPT = -1;

type NormalBackoff = Exclude<BackoffOptions, number>;

/** A number is Bull's shorthand for a fixed delay. */
export function normalizeBackoff(backoff: unknown): NormalBackoff | undefined {
  if (typeof backoff === 'number' && Number.isFinite(backoff)) return { type: 'fixed', delay: backoff };
  return (backoff as NormalBackoff | null | undefined) || undefined;
}

/**
 * Milliseconds until the next attempt, as Bull counts them: fixed = delay, exponential = (2^attemptsMade − 1) × delay
 * (`node_modules/bull/lib/backoffs.js`), otherwise what the strategy of that name says. Throws for an unknown name.
 */
export async function backoffDelay(
  backoff: NormalBackoff | undefined,
  attemptsMade: number,
  error: Error,
  strategies: Record<string, BackoffStrategy>,
): Promise<number> {
  if (!backoff) return 0;
  const custom = strategies[backoff.type];
  if (custom) return (await custom(attemptsMade, error, backoff.options)) || 0;
  if (backoff.type === 'fixed') return backoff.delay ?? 0;
  if (backoff.type === 'exponential') return Math.round((2 ** attemptsMade - 1) * (backoff.delay ?? 0));
  throw new Error(`Unknown backoff strategy ${backoff.type}. Give it in settings.backoffStrategies.`);
}
