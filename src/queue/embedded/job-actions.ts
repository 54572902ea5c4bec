import type { SqliteFile, Transaction } from '../../platform/sqlite/index.js';
import { backoffDelay, NO_FURTHER_ATTEMPT, type BackoffStrategy } from './backoff.js';
import type { EmbeddedJob, JobHome } from './embedded-job.js';
import type { JobTable } from './job-table.js';
import type { LeaseKeeper } from './lease-keeper.js';
import type { JobRow } from './schema.js';

export interface JobActionsOptions {
  name: string;
  file: SqliteFile;
  clock: () => number;
  table: () => Promise<JobTable>;
  leases: LeaseKeeper;
  settings: { backoffStrategies: Record<string, BackoffStrategy> };
  emit: (event: string, ...values: unknown[]) => void;
  announce: (what: 'ready' | 'delayed') => void;
  claimNext: (transaction: Transaction) => JobRow | null;
}

type Next = { kind: 'failed' } | { kind: 'retry' } | { kind: 'delay'; until: number };

/** What a job can ask for, each as one transaction with its local event. */
export class JobActions implements JobHome {
  readonly name: string;

  constructor(private readonly options: JobActionsOptions) {
    this.name = options.name;
  }

  /** Settles a job as completed and, where `mayFetch` says so, claims the next one with it. */
  async complete(
    job: EmbeddedJob,
    value: unknown,
    mayFetch: () => boolean,
  ): Promise<JobRow | null | undefined> {
    let json: string;
    try {
      json = JSON.stringify(value) ?? 'null';
    } catch (error) {
      // A value that is not JSON is the handler's failure, as in Bull.
      await this.fail(job, error);
      return undefined;
    }
    return this.settleCompleted(job, value, json, { ignoreLock: false, fetch: mayFetch() });
  }

  async fail(job: EmbeddedJob, thrown: unknown, ignoreLock = false): Promise<void> {
    const { file, clock, emit, announce } = this.options;
    const table = await this.options.table();
    const held = this.heldLease(job, ignoreLock);
    const error = toError(thrown);
    noteAttempt(job, error);
    const next = await this.afterFailure(job, error);
    const attempt = {
      ...held,
      made: job.attemptsMade,
      reason: error.message,
      stacktrace: JSON.stringify(job.stacktrace),
    };
    const now = clock();
    await file.write((transaction) => {
      if (!table.saveAttempt(transaction, attempt)) throw leaseLost(job, next.kind);
      if (next.kind === 'retry') table.putBack(transaction, attempt.key, Boolean(job.opts.lifo));
      else if (next.kind === 'delay') table.putAside(transaction, attempt, next.until);
      else
        table.finish(
          transaction,
          { ...held, state: 'failed', value: error.message, keep: job.opts.removeOnFail },
          now,
        );
    });
    job.failedReason = error.message;
    if (next.kind === 'failed') job.finishedOn = now;
    else announce(next.kind === 'retry' ? 'ready' : 'delayed');
    emit('failed', job, thrown ?? error, 'active');
  }

  async completeJob(job: EmbeddedJob, value: unknown, ignoreLock: boolean): Promise<void> {
    await this.settleCompleted(job, value, JSON.stringify(value) ?? 'null', { ignoreLock, fetch: false });
  }

  async failJob(job: EmbeddedJob, error: unknown, ignoreLock: boolean): Promise<void> {
    await this.fail(job, error ?? { message: 'Unknown reason' }, ignoreLock);
  }

  async delayJob(job: EmbeddedJob, timestamp: number, ignoreLock: boolean): Promise<void> {
    const table = await this.options.table();
    const held = this.heldLease(job, ignoreLock);
    await this.options.file.write((transaction) => {
      if (!table.putAside(transaction, held, timestamp)) throw leaseLost(job, 'delayed');
    });
    this.options.announce('delayed');
  }

  async retryJob(job: EmbeddedJob): Promise<void> {
    const table = await this.options.table();
    const now = this.options.clock();
    const outcome = await this.options.file.write((transaction) =>
      table.retry(transaction, job.id, Boolean(job.opts.lifo), now),
    );
    if (outcome === 'missing') throw new Error("Couldn't retry job: The job doesn't exist");
    if (outcome === 'locked') throw new Error("Couldn't retry job: The job is locked");
    if (outcome === 'not-failed')
      throw new Error("Couldn't retry job: The job has been already retried or has not failed");
    Object.assign(job, {
      failedReason: undefined,
      finishedOn: undefined,
      processedOn: undefined,
      retriedOn: now,
    });
    this.wakeFor(job.id);
  }

  async promoteJob(id: string): Promise<void> {
    const table = await this.options.table();
    const promoted = await this.options.file.write((transaction) => table.promote(transaction, id));
    if (!promoted) throw new Error(`Job ${id} is not in a delayed state`);
    this.wakeFor(id);
  }

  async removeJob(job: EmbeddedJob): Promise<void> {
    const table = await this.options.table();
    const now = this.options.clock();
    const removed = await this.options.file.write((transaction) => table.remove(transaction, job.id, now));
    if (!removed) throw new Error(`Could not remove job ${job.id}`);
    this.options.emit('removed', job);
  }

  async saveProgress(job: EmbeddedJob, progress: unknown): Promise<void> {
    await this.update(job, 'progress', progress, 'updateProgress');
    this.options.emit('progress', job, progress);
  }

  async saveData(job: EmbeddedJob, data: unknown): Promise<void> {
    await this.update(job, 'data', data, 'updateData');
  }

  async appendLog(id: string, line: string): Promise<number> {
    const table = await this.options.table();
    const length = await this.options.file.write((transaction) =>
      table.appendLog(transaction, id, String(line)),
    );
    if (length === null) throw new Error(`Missing key for job ${id} addLog`);
    return length;
  }

  async stateOf(id: string): Promise<string> {
    const table = await this.options.table();
    return this.options.file.read((sql) => {
      const state = table.byId(sql, id)?.state ?? 'stuck';
      return state === 'waiting' && table.counters(sql).paused ? 'paused' : state;
    });
  }

  private async settleCompleted(
    job: EmbeddedJob,
    value: unknown,
    json: string,
    { ignoreLock, fetch }: { ignoreLock: boolean; fetch: boolean },
  ): Promise<JobRow | null | undefined> {
    const { file, clock, emit, claimNext } = this.options;
    const table = await this.options.table();
    const settlement = {
      ...this.heldLease(job, ignoreLock),
      state: 'completed' as const,
      value: json,
      keep: job.opts.removeOnComplete,
    };
    const now = clock();
    const next = await file.write((transaction) => {
      if (!table.finish(transaction, settlement, now)) throw leaseLost(job, 'finished');
      return fetch ? claimNext(transaction) : undefined;
    });
    job.returnvalue = value ?? null;
    job.finishedOn = now;
    emit('completed', job, value, 'active');
    return next;
  }

  private async afterFailure(job: EmbeddedJob, error: Error): Promise<Next> {
    if (job.attemptsMade >= job.opts.attempts || job.isDiscarded()) return { kind: 'failed' };
    const delay = await backoffDelay(
      job.opts.backoff,
      job.attemptsMade,
      error,
      this.options.settings.backoffStrategies,
    );
    if (delay === NO_FURTHER_ATTEMPT) return { kind: 'failed' };
    return delay > 0 ? { kind: 'delay', until: this.options.clock() + delay } : { kind: 'retry' };
  }

  private heldLease(job: EmbeddedJob, ignoreLock: boolean): { key: number; token: string | null } {
    const lease = this.options.leases.leaseOf(job);
    if (lease) return { key: lease.key, token: ignoreLock ? null : lease.token };
    const key = ignoreLock ? job.key : undefined;
    if (key === undefined) throw leaseLost(job, 'finished');
    return { key, token: null };
  }

  private async update(
    job: EmbeddedJob,
    column: 'data' | 'progress',
    value: unknown,
    call: string,
  ): Promise<void> {
    const table = await this.options.table();
    const json = JSON.stringify(value);
    const found = await this.options.file.write((transaction) =>
      table.update(transaction, job.id, column, json),
    );
    if (!found) throw new Error(`Missing key for job ${job.id} ${call}`);
  }

  private wakeFor(id: string): void {
    this.options.announce('ready');
    this.options.emit('waiting', id, null);
  }
}

function noteAttempt(job: EmbeddedJob, error: Error): void {
  job.attemptsMade++;
  if (error.stack) job.stacktrace.push(error.stack);
  const limit = job.opts.stackTraceLimit;
  if (limit) job.stacktrace = job.stacktrace.slice(-limit);
}

function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const message = (thrown as { message?: unknown } | null)?.message;
  const error = new Error(typeof message === 'string' ? message : String(thrown ?? 'Unknown reason'));
  error.stack = undefined;
  return Object.assign(error, typeof thrown === 'object' ? thrown : {});
}

function leaseLost(job: EmbeddedJob, call: string): Error {
  return new Error(`Missing lock for job ${job.id} ${call}`);
}
