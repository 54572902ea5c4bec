import type { JobRecord, JobState, TimelineLine } from '../record/record.js';
import type { JobEvent } from '../record/transition.js';

/** What a submit hands to the store; the store gives the place in the queue. */
export type NewJob = Omit<JobRecord, 'sequence' | 'events'>;

export interface CreateOptions {
  /** Jobs that may wait in the queue at once. */
  maximumWaiting: number;
  /** When the reconciler should look whether the job reached its queue (ms since the epoch). */
  reviewAt: number;
  /** References of the input's files: from this step on they are the job's own, as `input/0`, `input/1`, … */
  blobs?: readonly string[];
  /** Idempotency key to bind to the job in the same step. */
  key?: { hash: string; fingerprint: string; expiresAt: number };
  /** For ids that are not random: a job of this id is left as it is, and the answer is `known`. */
  unlessKnown?: boolean;
}

/** What became of an event. The record comes back after `claim`, `cancel`, `retry` and `give_up`, whose callers need it. */
export type Applied =
  | { outcome: 'applied'; was: JobState; record: JobRecord | null }
  | { outcome: 'refused' | 'fenced'; was: JobState }
  | { outcome: 'missing' };

/** Whether a blob became the job's own; `replaced` is the one that had its name before. */
export type Kept = { outcome: 'kept'; replaced: string | null } | { outcome: 'fenced' };

export interface JobFilter {
  owner: string;
  types: string[];
  states: JobState[];
  limit: number;
  /** Id of the last job of the page before. */
  before: string | null;
}

/** Jobs of all owners, for those who run the instance. */
export type OperatorFilter = Pick<JobFilter, 'types' | 'states'>;

export interface JobPage {
  /** Newest first; `result` is left out (null). */
  records: JobRecord[];
  total: number;
}

/** Jobs of a type: how many are in a state now, and how many ever entered it (never falls). */
export interface StateCount {
  type: string;
  state: JobState;
  current: number;
  total: number;
}

export interface QueueTally {
  /** Jobs that hold a place in the queue. */
  waiting: number;
  /** Sequence given last, and places given up: their difference estimates a position without scanning. */
  tail: number;
  left: number;
}

export type KeyState =
  { state: 'reserved' } | { state: 'pending' } | { state: 'bound'; fingerprint: string; jobId: string };

/** Times of one kind in one minute, as counts by logarithmic bucket, see statistics/histogram.ts. */
export interface MinuteSample {
  type: string;
  /** Minutes since the epoch. */
  minute: number;
  completed: number;
  failed: number;
  run: Map<number, number>;
  wait: Map<number, number>;
}

/**
 * Where job records live. Every change is one atomic step that also writes the timeline line, the counters and the
 * announcement; readers never touch the queue engine. All calls stay flat as the queue grows.
 */
export abstract class JobStore {
  /** Writes the record unless its queue is full. */
  abstract create(job: NewJob, options: CreateOptions): Promise<'created' | 'full' | 'known'>;
  /** Notes that the jobs lie in their queues, so that the reconciler need not look. */
  abstract confirmQueued(ids: readonly string[]): Promise<void>;
  abstract get(id: string): Promise<JobRecord | null>;
  /** For those who look often: may lag behind {@link get} by the announcement of a change, and costs next to nothing. */
  abstract glance(id: string): Promise<JobRecord | null>;
  /** Applies an event at a time (ms since the epoch), see transition(). */
  abstract apply(id: string, event: JobEvent, now?: number): Promise<Applied>;
  /** Gives the job a blob under a name, if `token` is that of its running attempt. A large result is kept as `result`. */
  abstract keepBlob(id: string, token: number, name: string, reference: string): Promise<Kept>;
  /** All blobs of the job by name: input files, large result, artefacts. */
  abstract blobsOf(id: string): Promise<Map<string, string>>;
  abstract list(filter: JobFilter): Promise<JobPage>;
  /** Ids of all owners' jobs, newest first. Looks through the whole store: for the operator's command line only. */
  abstract walk(filter: OperatorFilter): AsyncIterable<string>;
  abstract timeline(id: string, after?: number): Promise<TimelineLine[]>;
  abstract counts(): Promise<StateCount[]>;
  abstract tally(queue: string): Promise<QueueTally>;
  /** Samples of the last `minutes` minutes. */
  abstract samples(minutes: number): Promise<MinuteSample[]>;

  /** Jobs whose review time has come, oldest first. */
  abstract due(now: number, limit: number): Promise<string[]>;
  abstract review(id: string, at: number): Promise<void>;
  /** Takes a job off the list, if it still has the end of that time. */
  abstract closeReview(id: string, finishedAt: number): Promise<void>;
  /** Finished jobs whose keeping time is over. */
  abstract expired(now: number, limit: number): Promise<string[]>;
  /** Removes the record, its timeline and its place in every list. Totals stay. */
  abstract erase(id: string): Promise<boolean>;

  /** Takes an idempotency key for a submit that is being read; `ttlMs` bounds how long a crash can hold it. */
  abstract reserveKey(hash: string, ttlMs: number): Promise<KeyState>;
  abstract releaseKey(hash: string): Promise<void>;

  /** Calls back after each change of the job, in whichever process; resolves, once it listens, with how to stop. */
  abstract watch(id: string, listener: () => void): Promise<() => void>;
  /** Calls back when a job that is running was cancelled, in whichever process; resolves once it listens. */
  abstract onCancelled(listener: (id: string) => void): Promise<() => void>;

  /** Throws when the store cannot be reached within the deadline. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
