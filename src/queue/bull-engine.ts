import { setTimeout as pause } from 'node:timers/promises';
import Bull, { type Job, type Queue } from 'bull';
import type { Redis } from 'ioredis';
import type { RedisConnections } from '../platform/redis/index.js';
import type { ClaimableQueue } from './claims.js';
import { QUEUE_SETTINGS } from './settings.js';

/** What Bull has and its types keep to themselves. */
interface BullInternals {
  paused: Promise<void> | null;
  closing: Promise<void> | null;
  moveToActive(): Promise<Job | null>;
  processJob(job: Job, notFetch: boolean): Promise<Job | null | undefined>;
  moveUnlockedJobsToWait(): Promise<unknown>;
  startMoveUnlockedJobsToWait(): void;
  setWorkerName(): Promise<void>;
  _registerEvent(event: string): Promise<unknown>;
}

type BullQueue = Queue & BullInternals;

interface BullOptions {
  prefix: string;
  createClient: (type: 'client' | 'subscriber' | 'bclient') => Redis;
}

const SUBSCRIBE_RETRY_MS = 500;

const BaseBull = Bull as unknown as new (name: string, options: Bull.QueueOptions) => BullQueue;

/**
 * Bull without its own processing loops: jobs are claimed by the work loops of the process, so the blocking connection that
 * Bull would open per queue is never made. Its delay timer and its check for stalled jobs run as ever.
 */
class LooplessBull extends BaseBull {
  /** Bull names its blocking connection here; there is none. */
  override async setWorkerName(): Promise<void> {}

  /**
   * Bull subscribes without anyone waiting for it; where that rejects, the process would end of an unhandled rejection, and
   * the queue would never hear of delayed jobs. So subscribing is repeated until it works.
   */
  override async _registerEvent(event: string): Promise<void> {
    while (!this.closing) {
      try {
        await super._registerEvent(event);
        return;
      } catch {
        await pause(SUBSCRIBE_RETRY_MS, undefined, { ref: false });
      }
    }
  }

  async run(concurrency: number): Promise<void> {
    if (concurrency !== 0) {
      throw new Error(
        'Register handlers with concurrency 0: the work loops decide how many jobs run at once.',
      );
    }
    await this.isReady();
    await this.moveUnlockedJobsToWait();
    this.startMoveUnlockedJobsToWait();
  }
}

/** A Bull queue on shared connections, with the settings that both engines have. */
export function createBullQueue(name: string, { prefix, createClient }: BullOptions): Queue {
  return new LooplessBull(name, {
    prefix,
    createClient,
    settings: QUEUE_SETTINGS,
    skipVersionCheck: true,
  } as Bull.QueueOptions);
}

const READY_EVENTS = ['global:waiting', 'global:stalled', 'global:resumed', 'resumed', 'failed'] as const;
const SLOWEST_POLL_MS = 5_000;

/** A Bull queue as the work loops see it. */
export class BullClaims implements ClaimableQueue {
  readonly name: string;
  private readonly queue: BullQueue;

  /**
   * `pollIntervalMs` bounds how long a job waits that no event announced (Bull retries at once without telling others).
   * While Redis is known to be away nothing is asked of it.
   */
  constructor(
    queue: Queue,
    private readonly pollIntervalMs: number,
    private readonly redis: Pick<RedisConnections, 'isAvailable' | 'onAvailability'>,
  ) {
    this.queue = queue as BullQueue;
    this.name = queue.name;
  }

  async claim(): Promise<Job | null> {
    if (this.queue.paused || this.queue.closing || !this.redis.isAvailable()) return null;
    return (await this.queue.moveToActive()) ?? null;
  }

  async work(job: Job, fetchNext: () => boolean): Promise<Job | null> {
    fetchAtSettlement(job, fetchNext);
    return (await this.queue.processJob(job, false)) ?? null;
  }

  onReady(listener: () => void): () => void {
    for (const event of READY_EVENTS) this.queue.on(event, listener);
    const poll = setInterval(listener, Math.min(Math.max(this.pollIntervalMs, 100), SLOWEST_POLL_MS)).unref();
    const stopHearing = this.redis.onAvailability((available) => available && listener());
    return () => {
      clearInterval(poll);
      stopHearing();
      for (const event of READY_EVENTS) this.queue.removeListener(event, listener);
    };
  }
}

/** Bull decides at the start of a job whether to claim the next with its end; a long job must decide at its end. */
function fetchAtSettlement(job: Job, fetchNext: () => boolean): void {
  const moveToCompleted = job.moveToCompleted.bind(job) as (
    value?: string,
    ignoreLock?: boolean,
    notFetch?: boolean,
  ) => ReturnType<Job['moveToCompleted']>;
  job.moveToCompleted = (value, ignoreLock) => moveToCompleted(value, ignoreLock, !fetchNext());
}
