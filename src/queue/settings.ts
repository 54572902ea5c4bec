import type { AdvancedSettings } from 'bull';

/** Bull's "never": the job record counts stalls and decides, the engine only brings the job back. */
const UNLIMITED_STALLS = 1_000_000;

/** The same for both engines. A dead worker's job is back after at most `lockDuration` + `stalledInterval`. */
export const QUEUE_SETTINGS = {
  lockDuration: 10_000,
  lockRenewTime: 5_000,
  stalledInterval: 5_000,
  maxStalledCount: UNLIMITED_STALLS,
  guardInterval: 5_000,
  backoffStrategies: { assay: retryDelay },
} satisfies AdvancedSettings;

/** The backoff of every job: the thrown error says in how many ms to try again (0 at once); one that does not say so is final. */
function retryDelay(_attemptsMade: number, error: Error): number {
  return (error as Error & { retryDelayMs?: number }).retryDelayMs ?? -1;
}
