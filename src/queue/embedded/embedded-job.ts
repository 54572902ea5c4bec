import type { JobOptions } from 'bull';
import type { Keep, NewJob } from './job-table.js';
import { refuseJobCall } from './refusals.js';
import { normalizeBackoff } from './backoff.js';
import type { JobRow } from './schema.js';

export const DEFAULT_JOB_NAME = '__default__';

/** Job options with Bull's defaults filled in. */
export type NormalOptions = Omit<JobOptions, 'removeOnComplete' | 'removeOnFail' | 'backoff'> & {
  attempts: number;
  delay: number;
  timestamp: number;
  backoff?: Exclude<JobOptions['backoff'], number>;
  removeOnComplete?: Keep;
  removeOnFail?: Keep;
};

/** What a job asks of the queue that it came from. */
export interface JobHome {
  readonly name: string;
  saveProgress(job: EmbeddedJob, progress: unknown): Promise<void>;
  saveData(job: EmbeddedJob, data: unknown): Promise<void>;
  appendLog(id: string, line: string): Promise<number>;
  retryJob(job: EmbeddedJob): Promise<void>;
  promoteJob(id: string): Promise<void>;
  removeJob(job: EmbeddedJob): Promise<void>;
  delayJob(job: EmbeddedJob, timestamp: number, ignoreLock: boolean): Promise<void>;
  completeJob(job: EmbeddedJob, value: unknown, ignoreLock: boolean): Promise<void>;
  failJob(job: EmbeddedJob, error: unknown, ignoreLock: boolean): Promise<void>;
  stateOf(id: string): Promise<string>;
}

type JobError = Error | { message: string } | undefined;

/** Bull's Job on the embedded queue: the same fields and, where they exist here, the same calls with the same meaning. */
export class EmbeddedJob {
  id: string;
  readonly name: string;
  data: any;
  readonly opts: NormalOptions;
  attemptsMade = 0;
  delay: number;
  timestamp: number;
  processedOn?: number;
  finishedOn?: number;
  retriedOn?: number;
  failedReason?: string;
  stacktrace: string[] = [];
  returnvalue: unknown = null;
  private lastProgress: unknown = 0;
  private discarded = false;

  /** The row of a job that is stored. */
  key?: number;

  /** The row and the lease under which this job was claimed; unset on a job that was only looked up. */
  lease?: { key: number; token: string };

  constructor(
    readonly queue: JobHome,
    fields: { id: string; name: string; data: unknown; opts: NormalOptions },
  ) {
    this.id = fields.id;
    this.name = fields.name;
    this.data = fields.data;
    this.opts = fields.opts;
    this.delay = Math.max(0, fields.opts.delay);
    this.timestamp = fields.opts.timestamp;
  }

  static fromRow(queue: JobHome, row: JobRow): EmbeddedJob {
    const opts = JSON.parse(row.opts) as NormalOptions;
    const job = new EmbeddedJob(queue, { id: row.id, name: row.name, data: JSON.parse(row.data), opts });
    job.key = row.key;
    job.attemptsMade = row.attempts_made;
    job.delay = row.delay;
    job.timestamp = row.timestamp;
    job.processedOn = row.processed_on ?? undefined;
    job.finishedOn = row.finished_on ?? undefined;
    job.retriedOn = row.retried_on ?? undefined;
    job.failedReason = row.failed_reason ?? undefined;
    if (row.stacktrace) job.stacktrace = JSON.parse(row.stacktrace) as string[];
    if (row.returnvalue) job.returnvalue = JSON.parse(row.returnvalue);
    if (row.progress) job.lastProgress = JSON.parse(row.progress);
    return job;
  }

  /** Reads the progress, or saves it (any JSON). Rejects when the job is gone. */
  progress(): any;
  progress(value: unknown): Promise<void>;
  progress(value?: unknown): unknown {
    if (value === undefined) return this.lastProgress;
    this.lastProgress = value;
    return this.queue.saveProgress(this, value);
  }

  /** Replaces the data. Rejects when the job is gone. */
  async update(data: unknown): Promise<void> {
    await this.queue.saveData(this, data);
    this.data = data;
  }

  /** Appends a line to the job's log; resolves with the number of lines. */
  log(line: string): Promise<number> {
    return this.queue.appendLog(this.id, line);
  }

  /** Puts a failed job back to wait, for one more attempt. Rejects when it has not failed. */
  retry(): Promise<void> {
    return this.queue.retryJob(this);
  }

  /** Lets the running attempt be the last, whatever `attempts` says. */
  discard(): void {
    this.discarded = true;
  }

  isDiscarded(): boolean {
    return this.discarded;
  }

  /** Lets a delayed job wait no longer. Rejects when it is not delayed. */
  promote(): Promise<void> {
    return this.queue.promoteJob(this.id);
  }

  /** Deletes the job. Rejects while it runs under a live lease. */
  remove(): Promise<void> {
    return this.queue.removeJob(this);
  }

  /** Settles an active job as failed, or sets it up for its next attempt. Rejects when its lease is not held. */
  async moveToFailed(error: JobError, ignoreLock = false): Promise<void> {
    await this.queue.failJob(this, error, ignoreLock);
  }

  /** Settles an active job as completed. Unlike Bull's, it never claims the next job. Rejects when its lease is not held. */
  async moveToCompleted(value?: unknown, ignoreLock = false): Promise<null> {
    await this.queue.completeJob(this, value, ignoreLock);
    return null;
  }

  /** Puts an active job aside until `timestamp`, without counting an attempt. Rejects when its lease is not held. */
  moveToDelayed(timestamp: number, ignoreLock = false): Promise<void> {
    return this.queue.delayJob(this, timestamp, ignoreLock);
  }

  /** `waiting`, `paused`, `active`, `delayed`, `completed`, `failed`, or `stuck` when the job is gone. */
  getState(): Promise<string> {
    return this.queue.stateOf(this.id);
  }

  isCompleted(): Promise<boolean> {
    return this.isIn('completed');
  }

  isFailed(): Promise<boolean> {
    return this.isIn('failed');
  }

  isDelayed(): Promise<boolean> {
    return this.isIn('delayed');
  }

  isActive(): Promise<boolean> {
    return this.isIn('active');
  }

  isWaiting(): Promise<boolean> {
    return this.isIn('waiting');
  }

  isPaused(): Promise<boolean> {
    return this.isIn('paused');
  }

  isStuck(): Promise<boolean> {
    return this.isIn('stuck');
  }

  finished(): never {
    return refuseJobCall('finished');
  }

  takeLock(): never {
    return refuseJobCall('lock');
  }

  releaseLock(): never {
    return refuseJobCall('lock');
  }

  extendLock(): never {
    return refuseJobCall('lock');
  }

  toJSON(): Record<string, unknown> {
    return {
      id: this.id,
      name: this.name,
      data: this.data ?? {},
      opts: { ...this.opts },
      progress: this.lastProgress,
      delay: this.delay,
      timestamp: this.timestamp,
      attemptsMade: this.attemptsMade,
      failedReason: this.failedReason,
      stacktrace: this.stacktrace,
      returnvalue: this.returnvalue ?? null,
      debounceId: null,
      finishedOn: this.finishedOn ?? null,
      processedOn: this.processedOn ?? null,
    };
  }

  private async isIn(state: string): Promise<boolean> {
    return (await this.getState()) === state;
  }
}

/** Fills in what Bull fills in: one attempt, no delay, the time of the call, a backoff object for a number. */
export function normalizeOptions(options: JobOptions, now: number): NormalOptions {
  return {
    ...options,
    attempts: Math.trunc(Number(options.attempts ?? 1)),
    delay: Number(options.delay ?? 0),
    timestamp: (options as { timestamp?: number }).timestamp ?? now,
    backoff: normalizeBackoff(options.backoff),
  } as NormalOptions;
}

/** The job as it is stored. */
export function toNewJob(job: EmbeddedJob): NewJob {
  return {
    id: job.opts.jobId === undefined || job.opts.jobId === '' ? undefined : String(job.opts.jobId),
    name: job.name,
    data: JSON.stringify(job.data ?? {}),
    opts: JSON.stringify(job.opts),
    timestamp: job.timestamp,
    delay: job.delay,
    lifo: Boolean(job.opts.lifo),
  };
}
