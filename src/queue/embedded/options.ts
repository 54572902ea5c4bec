import type { JobOptions } from 'bull';
import type { BackoffStrategy } from './backoff.js';

export interface EmbeddedQueueSettings {
  /** How long a lease lasts without renewal, ms. */
  lockDuration: number;
  /** How often leases are renewed, ms. */
  lockRenewTime: number;
  /** How often expired leases are looked for, ms. */
  stalledInterval: number;
  /** How often a job may stall before it fails. A stall uses no attempt. */
  maxStalledCount: number;
  /** The longest pause between looks at the delayed jobs, ms. */
  guardInterval: number;
  backoffStrategies: Record<string, BackoffStrategy>;
}

export interface EmbeddedQueueOptions {
  /** The SQLite file that all queues of an instance share. */
  path: string;
  synchronous?: 'NORMAL' | 'FULL';
  /** How often the file is asked for changes that no doorbell announced, ms. */
  pollIntervalMs?: number;
  defaultJobOptions?: JobOptions;
  settings?: Partial<EmbeddedQueueSettings>;
  /** The time in ms since 1970; leases, delays and time stamps all follow it. */
  clock?: () => number;
}

/** Bull's own defaults where a setting is not given. */
export function withDefaults(settings: Partial<EmbeddedQueueSettings> = {}): EmbeddedQueueSettings {
  const lockDuration = settings.lockDuration ?? 30_000;
  return {
    lockDuration,
    lockRenewTime: settings.lockRenewTime ?? lockDuration / 2,
    stalledInterval: settings.stalledInterval ?? 30_000,
    maxStalledCount: settings.maxStalledCount ?? 1,
    guardInterval: settings.guardInterval ?? 5_000,
    backoffStrategies: settings.backoffStrategies ?? {},
  };
}
