/**
 * Two tables for all queues of an instance. `queue` holds the counters and the ends of the wait list, so that counts, adds
 * and claims cost the same at any depth; partial indexes hold only the jobs that are in that state.
 */
export const EMBEDDED_QUEUE_SCHEMA: readonly string[] = [
  `CREATE TABLE queue (
     key INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     paused INTEGER NOT NULL DEFAULT 0,
     last_id INTEGER NOT NULL DEFAULT 0,
     head INTEGER NOT NULL DEFAULT 0,
     tail INTEGER NOT NULL DEFAULT 0,
     waiting INTEGER NOT NULL DEFAULT 0,
     active INTEGER NOT NULL DEFAULT 0,
     delayed INTEGER NOT NULL DEFAULT 0,
     completed INTEGER NOT NULL DEFAULT 0,
     failed INTEGER NOT NULL DEFAULT 0
   )`,
  `CREATE TABLE queue_job (
     key INTEGER PRIMARY KEY,
     queue INTEGER NOT NULL,
     id TEXT NOT NULL,
     name TEXT NOT NULL,
     state TEXT NOT NULL,
     position INTEGER,
     due_at INTEGER,
     lease_token TEXT,
     lease_until INTEGER,
     attempts_made INTEGER NOT NULL DEFAULT 0,
     stalled_count INTEGER NOT NULL DEFAULT 0,
     delay INTEGER NOT NULL DEFAULT 0,
     timestamp INTEGER NOT NULL,
     processed_on INTEGER,
     finished_on INTEGER,
     retried_on INTEGER,
     data TEXT NOT NULL,
     opts TEXT NOT NULL,
     progress TEXT,
     failed_reason TEXT,
     stacktrace TEXT,
     returnvalue TEXT
   )`,
  `CREATE UNIQUE INDEX queue_job_id ON queue_job (queue, id)`,
  `CREATE INDEX queue_job_waiting ON queue_job (queue, position) WHERE state = 'waiting'`,
  `CREATE INDEX queue_job_active ON queue_job (queue, lease_until) WHERE state = 'active'`,
  `CREATE INDEX queue_job_delayed ON queue_job (queue, due_at) WHERE state = 'delayed'`,
  `CREATE INDEX queue_job_completed ON queue_job (queue, finished_on) WHERE state = 'completed'`,
  `CREATE INDEX queue_job_failed ON queue_job (queue, finished_on) WHERE state = 'failed'`,
  `CREATE TABLE queue_log (
     job INTEGER NOT NULL,
     line INTEGER NOT NULL,
     text TEXT NOT NULL,
     PRIMARY KEY (job, line)
   ) WITHOUT ROWID`,
];

/** Where a job is. A paused queue keeps its jobs waiting; Bull's "paused" is a way of looking at them. */
export type StoredState = 'waiting' | 'active' | 'delayed' | 'completed' | 'failed';

export interface QueueRow {
  key: number;
  paused: number;
  last_id: number;
  head: number;
  tail: number;
  waiting: number;
  active: number;
  delayed: number;
  completed: number;
  failed: number;
}

export interface JobRow {
  key: number;
  id: string;
  name: string;
  state: StoredState;
  lease_token: string | null;
  lease_until: number | null;
  attempts_made: number;
  stalled_count: number;
  delay: number;
  timestamp: number;
  processed_on: number | null;
  finished_on: number | null;
  retried_on: number | null;
  data: string;
  opts: string;
  progress: string | null;
  failed_reason: string | null;
  stacktrace: string | null;
  returnvalue: string | null;
}

/** The columns of a {@link JobRow}, for SELECT and RETURNING. */
export const JOB_COLUMNS =
  'key, id, name, state, lease_token, lease_until, attempts_made, stalled_count, delay, timestamp, processed_on, ' +
  'finished_on, retried_on, data, opts, progress, failed_reason, stacktrace, returnvalue';
