import type { Job } from 'bull';

/**
 * A queue as the work loops see it, whichever engine holds it. Nothing here waits for jobs: one place per process,
 * {@link WorkLoops}, decides how many run at once and which queue is asked first.
 */
export interface ClaimableQueue {
  readonly name: string;

  /** Takes the next waiting job under a lease, or null when there is none (or the queue is paused or closing). */
  claim(): Promise<Job | null>;

  /**
   * Runs the registered handler of a claimed job while renewing its lease, then settles the job. `fetchNext` is asked at
   * the moment of settling; where it says yes, the next job may be claimed in the same step and is returned.
   * Rejects only when the job could not be settled: its lease was lost, or the engine is away.
   */
  work(job: Job, fetchNext: () => boolean): Promise<Job | null>;

  /** Calls `listener` whenever jobs may be waiting: added, promoted, retried, stalled back, resumed. Returns the unsubscriber. */
  onReady(listener: () => void): () => void;
}
