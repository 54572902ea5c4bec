import type { FailureClass } from '../../platform/failure.js';

/** Every state a job can be in. `delayed` waits for a time, `retrying` waits for its next attempt. */
export const JOB_STATES = [
  'waiting',
  'delayed',
  'active',
  'retrying',
  'completed',
  'failed',
  'cancelled',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** States that hold a place in the queue. */
export const QUEUED_STATES: readonly JobState[] = ['waiting', 'delayed', 'retrying'];
/** States that nothing but a retry by hand leaves. */
export const FINAL_STATES: readonly JobState[] = ['completed', 'failed', 'cancelled'];

export const isQueued = (state: JobState): boolean => QUEUED_STATES.includes(state);
export const isFinal = (state: JobState): boolean => FINAL_STATES.includes(state);

/** How far an attempt has come. `percent` is 0–100, `words` are for people, `current` of `total` counts units. */
export interface Progress {
  percent: number;
  words: string;
  step?: string;
  current?: number;
  total?: number;
}

/** How a cancelled attempt was ended: before it began, by telling it, or by killing its process. */
export type StoppedBy = 'before_start' | 'signal' | 'kill';

/**
 * The canonical job: the one truth that all surfaces show.
 *
 * The queue engine holds the order and the lease, nothing else. Times are milliseconds since the epoch. `input` and
 * `result` are sealed: what a person sent or got never reaches the store as readable text.
 */
export interface JobRecord {
  id: string;
  type: string;
  queue: string;
  /** Keyed hash of the owner, see Sealer.ownerKey. */
  owner: string;
  state: JobState;
  /** Fencing token: counts claims. Only the holder of the newest one may report or settle. */
  token: number;
  /** Attempts begun since the job was submitted or retried by hand. */
  attempts: number;
  failedAttempts: number;
  maximumAttempts: number;
  /** Attempts that ended because their worker vanished. */
  losses: number;
  /** How many times the job was started afresh by hand. */
  round: number;
  /** Place in the queue's order of arrival. */
  sequence: number;
  /** Stands at the front of its queue. */
  urgent: boolean;
  /** Number of lines in the timeline. */
  events: number;
  progress: Progress | null;
  createdAt: number;
  queuedAt: number;
  updatedAt: number;
  claimedAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  /** When the next attempt is due, while `retrying` or `delayed`. */
  dueAt: number | null;
  expiresAt: number | null;
  worker: string | null;
  failureClass: FailureClass | null;
  error: string | null;
  /** The state a cancel found. */
  cancelledFrom: JobState | null;
  stoppedBy: StoppedBy | null;
  stoppedInMs: number | null;
  requestId: string | null;
  input: string;
  result: string | null;
  /** Blob reference of a result too large for the record. */
  resultBlob: string | null;
}

/** The fields of a job to which nothing has happened yet. */
export const UNTOUCHED = {
  token: 0,
  attempts: 0,
  failedAttempts: 0,
  losses: 0,
  round: 0,
  progress: null,
  claimedAt: null,
  startedAt: null,
  finishedAt: null,
  dueAt: null,
  expiresAt: null,
  worker: null,
  failureClass: null,
  error: null,
  cancelledFrom: null,
  stoppedBy: null,
  stoppedInMs: null,
  result: null,
  resultBlob: null,
} as const satisfies Partial<JobRecord>;

/** One line of a job's timeline; `n` counts from 1 and serves as the event id. */
export interface TimelineLine {
  n: number;
  /** Milliseconds since the epoch. */
  at: number;
  event: string;
  state: JobState;
  details?: Record<string, unknown>;
}

/** The id under which a job's present round lies in the queue; a fresh one a round, as engines ignore a known id. */
export function queueJobId(record: Pick<JobRecord, 'id' | 'round'>): string {
  return record.round === 0 ? record.id : `${record.id}.${record.round}`;
}
