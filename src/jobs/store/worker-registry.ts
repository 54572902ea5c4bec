/** What a worker process says of itself at each beat; times are ms since the epoch. */
export interface WorkerPresence {
  /** `id@host`. */
  name: string;
  host: string;
  pid: number;
  queues: string[];
  slots: number;
  /** Ids of the jobs it runs now. */
  jobs: string[];
  rssBytes: number;
  startedAt: number;
  beatAt: number;
  processed: number;
  failed: number;
  retried: number;
}

/** A worker that has not beaten for this long is gone. */
export const PRESENCE_TTL_MS = 15_000;
export const BEAT_INTERVAL_MS = 5_000;

/** Which workers are there, over all processes. */
export abstract class WorkerRegistry {
  abstract beat(presence: WorkerPresence): Promise<void>;
  abstract leave(name: string): Promise<void>;
  /** Workers that have beaten lately. */
  abstract present(now?: number): Promise<WorkerPresence[]>;
  /** Agrees on a shared value: the first one to say it sets it; returns the value that holds. */
  abstract agree(topic: string, value: string): Promise<string>;
  abstract close(): Promise<void>;
}
