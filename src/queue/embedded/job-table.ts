import type { KeepJobsOptions } from 'bull';
import type { Sql, Transaction } from '../../platform/sqlite/index.js';
import { JobReads, ORDER } from './job-reads.js';
import { JOB_COLUMNS, type JobRow, type QueueRow, type StoredState } from './schema.js';

export interface NewJob {
  id: string | undefined;
  name: string;
  data: string;
  opts: string;
  timestamp: number;
  delay: number;
  lifo: boolean;
}

/** A lease on one active job. Whoever does not hold it can neither renew nor settle the job. */
export interface Lease {
  token: string;
  until: number;
}

/** How many finished jobs stay: all (`undefined`, false), none (true, 0), the newest N, or by count and age in seconds. */
export type Keep = boolean | number | KeepJobsOptions | undefined;

export interface StalledJobs {
  requeued: JobRow[];
  failed: JobRow[];
}

export type RetryOutcome = 'retried' | 'missing' | 'locked' | 'not-failed';

/** Takes a job's key and the lease token; a null token settles whoever holds the lease. */
const LEASED = `key = ? AND state = 'active' AND lease_token = coalesce(?, lease_token)`;
const LEAVE_LEASE = 'lease_token = NULL, lease_until = NULL';
const STALLED_REASON = 'job stalled more than allowable limit';

/**
 * What can happen to the jobs of one queue, each as a plain function of a transaction. Times are milliseconds since 1970 and
 * come from the caller. Every change keeps the counters of the queue's row in step.
 */
export class JobTable extends JobReads {
  /** Finds the queue's row, or makes it, and gives its key. */
  static register(sql: Sql, name: string): number {
    sql.run('INSERT OR IGNORE INTO queue (name) VALUES (?)', [name]);
    return sql.get<{ key: number }>('SELECT key FROM queue WHERE name = ?', [name])?.key as number;
  }

  /** Adds a job; one whose id is taken is left as it was. */
  add(transaction: Transaction, job: NewJob): { id: string; added: boolean } {
    const queue = this.changing(transaction);
    queue.last_id++;
    const id = job.id ?? this.freeId(transaction, queue);
    const delayed = job.delay > 0;
    const { changes } = transaction.run(
      `INSERT INTO queue_job (queue, id, name, state, position, due_at, delay, timestamp, data, opts)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (queue, id) DO NOTHING`,
      [
        this.queue,
        id,
        job.name,
        delayed ? 'delayed' : 'waiting',
        delayed ? null : nextPosition(queue, job.lifo),
        delayed ? job.timestamp + job.delay : null,
        job.delay,
        job.timestamp,
        job.data,
        job.opts,
      ],
    );
    if (changes === 0) return { id, added: false };
    queue[delayed ? 'delayed' : 'waiting']++;
    return { id, added: true };
  }

  /** Leases the next waiting job. */
  claim(transaction: Transaction, lease: Lease, now: number): JobRow | null {
    const queue = this.changing(transaction);
    if (queue.paused || queue.waiting === 0) return null;
    const row = transaction.get<JobRow>(
      `UPDATE queue_job SET state = 'active', position = NULL, processed_on = ?, lease_token = ?, lease_until = ?
       WHERE key = (SELECT key FROM queue_job WHERE queue = ? AND state = 'waiting' ORDER BY position LIMIT 1)
       RETURNING ${JOB_COLUMNS}`,
      [now, lease.token, lease.until, this.queue],
    );
    if (!row) return null;
    move(queue, 'waiting', 'active');
    return row;
  }

  /** Prolongs a lease; false when it was lost. */
  renew(transaction: Transaction, key: number, lease: Lease): boolean {
    const renewed = transaction.run(
      `UPDATE queue_job SET lease_until = ? WHERE key = ? AND lease_token = ? AND state = 'active'`,
      [lease.until, key, lease.token],
    );
    return renewed.changes === 1;
  }

  /** Settles an active job for good and applies `keep` to its kind; false when the lease is not held. */
  finish(
    transaction: Transaction,
    job: {
      key: number;
      token: string | null;
      state: 'completed' | 'failed';
      value: string | null;
      keep: Keep;
    },
    now: number,
  ): boolean {
    const { state } = job;
    const { count, age } = toLimits(job.keep);
    const column = state === 'completed' ? 'returnvalue' : 'failed_reason';
    const { changes } =
      count === 0
        ? transaction.run(`DELETE FROM queue_job WHERE ${LEASED}`, [job.key, job.token])
        : transaction.run(
            `UPDATE queue_job SET state = ?, finished_on = ?, ${column} = ?, ${LEAVE_LEASE} WHERE ${LEASED}`,
            [state, now, job.value, job.key, job.token],
          );
    if (changes === 0) return false;
    const queue = this.changing(transaction);
    queue.active--;
    if (count === 0) {
      transaction.run('DELETE FROM queue_log WHERE job = ?', [job.key]);
      return true;
    }
    queue[state]++;
    if (age !== undefined) this.trimOlder(transaction, state, now - age * 1_000);
    if (count !== undefined && queue[state] > count)
      this.trimOldest(transaction, state, queue[state] - count);
    return true;
  }

  /** Notes a failed attempt on a job that is still active; false when the lease is not held. */
  saveAttempt(
    transaction: Transaction,
    job: { key: number; token: string | null; made: number; reason: string; stacktrace: string },
  ): boolean {
    const { changes } = transaction.run(
      `UPDATE queue_job SET attempts_made = ?, failed_reason = ?, stacktrace = ? WHERE ${LEASED}`,
      [job.made, job.reason, job.stacktrace, job.key, job.token],
    );
    return changes === 1;
  }

  /** Puts an active job back into the wait list. */
  putBack(transaction: Transaction, key: number, first: boolean): void {
    const queue = this.changing(transaction);
    transaction.run(`UPDATE queue_job SET state = 'waiting', position = ?, ${LEAVE_LEASE} WHERE key = ?`, [
      nextPosition(queue, first),
      key,
    ]);
    move(queue, 'active', 'waiting');
  }

  /** Puts an active job aside until `dueAt`; false when the lease is not held. */
  putAside(transaction: Transaction, job: { key: number; token: string | null }, dueAt: number): boolean {
    const { changes } = transaction.run(
      `UPDATE queue_job SET state = 'delayed', due_at = ?, ${LEAVE_LEASE} WHERE ${LEASED}`,
      [dueAt, job.key, job.token],
    );
    if (changes === 1) move(this.changing(transaction), 'active', 'delayed');
    return changes === 1;
  }

  /** Moves a failed job back to the wait list; its attempts stay counted. */
  retry(transaction: Transaction, id: string, lifo: boolean, now: number): RetryOutcome {
    const row = this.byId(transaction, id);
    if (!row) return 'missing';
    if (isLocked(row, now)) return 'locked';
    if (row.state !== 'failed') return 'not-failed';
    const queue = this.changing(transaction);
    transaction.run(
      `UPDATE queue_job SET state = 'waiting', position = ?, retried_on = ?, finished_on = NULL, processed_on = NULL,
       failed_reason = NULL WHERE key = ?`,
      [nextPosition(queue, lifo), now, row.key],
    );
    move(queue, 'failed', 'waiting');
    return 'retried';
  }

  /** Moves a delayed job to the end of the wait list; false when it is not delayed. */
  promote(transaction: Transaction, id: string): boolean {
    const row = this.byId(transaction, id);
    if (row?.state !== 'delayed') return false;
    this.makeWaiting(transaction, row.key);
    return true;
  }

  /** Moves delayed jobs whose time has come to the wait list, at most `limit`, and gives their ids. */
  promoteDue(transaction: Transaction, now: number, limit: number): string[] {
    const due = transaction.all<{ key: number; id: string }>(
      `SELECT key, id FROM queue_job WHERE queue = ? AND state = 'delayed' AND due_at <= ? ORDER BY due_at, key LIMIT ?`,
      [this.queue, now, limit],
    );
    for (const { key } of due) this.makeWaiting(transaction, key);
    return due.map(({ id }) => id);
  }

  /**
   * Takes jobs whose lease has expired back to the front of the wait list, or fails them when that happened more than
   * `maximumStalls` times. A lease that ends later than any lease can (the clock was set back) is cut to the longest one.
   */
  recoverStalled(
    transaction: Transaction,
    now: number,
    maximumStalls: number,
    longestLease: number,
  ): StalledJobs {
    transaction.run(
      `UPDATE queue_job SET lease_until = ? WHERE queue = ? AND state = 'active' AND lease_until > ?`,
      [now + longestLease, this.queue, now + longestLease],
    );
    const expired = transaction.all<JobRow>(
      `SELECT ${JOB_COLUMNS} FROM queue_job WHERE queue = ? AND state = 'active' AND lease_until <= ?
       ORDER BY lease_until, key LIMIT 1000`,
      [this.queue, now],
    );
    const stalled: StalledJobs = { requeued: [], failed: [] };
    for (const row of expired) {
      row.stalled_count++;
      transaction.run('UPDATE queue_job SET stalled_count = ? WHERE key = ?', [row.stalled_count, row.key]);
      if (row.stalled_count > maximumStalls) {
        const keep = (JSON.parse(row.opts) as { removeOnFail?: Keep }).removeOnFail;
        this.finish(
          transaction,
          { key: row.key, token: null, state: 'failed', value: STALLED_REASON, keep },
          now,
        );
        stalled.failed.push({ ...row, state: 'failed', failed_reason: STALLED_REASON, finished_on: now });
      } else {
        this.putBack(transaction, row.key, true);
        stalled.requeued.push({ ...row, state: 'waiting' });
      }
    }
    return stalled;
  }

  /** Deletes a job with its log; false when it is locked by a live lease. A job that is not there counts as deleted. */
  remove(transaction: Transaction, id: string, now: number): boolean {
    const row = this.byId(transaction, id);
    if (!row) return true;
    if (isLocked(row, now)) return false;
    this.erase(transaction, row.key);
    this.changing(transaction)[row.state]--;
    return true;
  }

  /** Deletes up to `limit` unlocked jobs of a state that are older than `before`, oldest first, and gives their ids. */
  clean(transaction: Transaction, state: StoredState, before: number, limit: number, now: number): string[] {
    const old = transaction.all<{ key: number; id: string }>(
      `SELECT key, id FROM queue_job WHERE queue = ? AND state = '${state}'
       AND coalesce(finished_on, processed_on, timestamp) < ? AND (lease_until IS NULL OR lease_until <= ?)
       ORDER BY ${ORDER[state]}, key LIMIT ?`,
      [this.queue, before, now, limit],
    );
    for (const { key } of old) this.erase(transaction, key);
    this.changing(transaction)[state] -= old.length;
    return old.map(({ id }) => id);
  }

  setPaused(transaction: Transaction, paused: boolean): void {
    this.changing(transaction).paused = paused ? 1 : 0;
  }

  /** Overwrites the data or the progress of a job; false when there is no such job. */
  update(transaction: Transaction, id: string, column: 'data' | 'progress', json: string): boolean {
    const updated = transaction.run(`UPDATE queue_job SET ${column} = ? WHERE queue = ? AND id = ?`, [
      json,
      this.queue,
      id,
    ]);
    return updated.changes === 1;
  }

  /** Appends a line to the log of a job and gives how many it has; null when there is no such job. */
  appendLog(transaction: Transaction, id: string, text: string): number | null {
    const key = this.keyOf(transaction, id);
    if (key === undefined) return null;
    const line = this.logLength(transaction, key);
    transaction.run('INSERT INTO queue_log (job, line, text) VALUES (?, ?, ?)', [key, line, text]);
    return line + 1;
  }

  /** The queue's row, loaded once per transaction, changed in memory, saved before the commit. */
  private changing(transaction: Transaction): QueueRow {
    return transaction.state(
      `queue ${this.queue}`,
      () => this.counters(transaction),
      (queue) =>
        transaction.run(
          `UPDATE queue SET paused = ?, last_id = ?, head = ?, tail = ?, waiting = ?, active = ?, delayed = ?, completed = ?,
           failed = ? WHERE key = ?`,
          [
            queue.paused,
            queue.last_id,
            queue.head,
            queue.tail,
            queue.waiting,
            queue.active,
            queue.delayed,
            queue.completed,
            queue.failed,
            queue.key,
          ],
        ),
    );
  }

  private makeWaiting(transaction: Transaction, key: number): void {
    const queue = this.changing(transaction);
    transaction.run(
      `UPDATE queue_job SET state = 'waiting', position = ?, due_at = NULL, delay = 0 WHERE key = ?`,
      [nextPosition(queue, false), key],
    );
    move(queue, 'delayed', 'waiting');
  }

  private trimOlder(transaction: Transaction, state: 'completed' | 'failed', before: number): void {
    this.eraseAll(transaction, state, `AND finished_on <= ? ORDER BY finished_on LIMIT -1`, before);
  }

  private trimOldest(transaction: Transaction, state: 'completed' | 'failed', count: number): void {
    this.eraseAll(transaction, state, 'ORDER BY finished_on, key LIMIT ?', count);
  }

  private eraseAll(
    transaction: Transaction,
    state: 'completed' | 'failed',
    which: string,
    parameter: number,
  ): void {
    const jobs = transaction.all<{ key: number }>(
      `SELECT key FROM queue_job WHERE queue = ? AND state = '${state}' ${which}`,
      [this.queue, parameter],
    );
    for (const { key } of jobs) this.erase(transaction, key);
    this.changing(transaction)[state] -= jobs.length;
  }

  private erase(transaction: Transaction, key: number): void {
    transaction.run('DELETE FROM queue_job WHERE key = ?', [key]);
    transaction.run('DELETE FROM queue_log WHERE job = ?', [key]);
  }

  private freeId(sql: Sql, queue: QueueRow): string {
    while (this.keyOf(sql, String(queue.last_id)) !== undefined) queue.last_id++;
    return String(queue.last_id);
  }
}

function nextPosition(queue: QueueRow, first: boolean): number {
  return first ? --queue.head : queue.tail++;
}

function move(queue: QueueRow, from: StoredState, to: StoredState): void {
  queue[from]--;
  queue[to]++;
}

function isLocked(row: JobRow, now: number): boolean {
  return row.state === 'active' && row.lease_until !== null && row.lease_until > now;
}

function toLimits(keep: Keep): { count?: number; age?: number } {
  if (keep === true) return { count: 0 };
  if (typeof keep === 'number') return keep < 0 ? {} : { count: keep };
  if (typeof keep === 'object') return { count: keep.count, age: keep.age };
  return {};
}
