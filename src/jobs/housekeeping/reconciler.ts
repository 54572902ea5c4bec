import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Deliveries } from '../deliveries/deliveries.js';
import { JobPayloads } from '../record/payloads.js';
import { QueueEntries } from '../submit/queue-entries.js';
import { isFinal, isQueued, type JobRecord } from '../record/record.js';
import { JobStore } from '../store/job-store.js';

const INTERVAL_MS = 2_000;
const BATCH = 200;
/** A job that was found in order is looked at again after this time. */
const NEXT_REVIEW_MS = 30_000;

/**
 * Repairs what a crash between two writes leaves: a record whose job never reached its queue, or whose attempt is
 * overdue and unknown to its queue, is put there again; an end that nobody was told of is announced; finished jobs past their
 * keeping time go, with their files. Every process may do this at once: each step has the effect of one.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Reconciler.name);
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly store: JobStore,
    private readonly entries: QueueEntries,
    private readonly payloads: JobPayloads,
    private readonly deliveries: Deliveries,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.current;
  }

  /** One round, now. */
  async reconcile(now = Date.now()): Promise<{ requeued: number; removed: number }> {
    return { requeued: await this.requeueForgotten(now), removed: await this.removeExpired(now) };
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.current = this.reconcile()
        .then(({ requeued, removed }) => {
          if (requeued > 0)
            this.logger.warn(`${requeued} jobs had not reached their queue and were put there`);
          if (removed > 0) this.logger.log(`${removed} finished jobs past their keeping time were removed`);
        })
        .catch((error: unknown) => this.logger.warn(`Reconciling failed: ${(error as Error).message}`))
        .finally(() => this.schedule());
    }, INTERVAL_MS).unref();
  }

  private async requeueForgotten(now: number): Promise<number> {
    let requeued = 0;
    for (const id of await this.store.due(now, BATCH)) {
      const record = await this.store.get(id);
      if (record && isFinal(record.state)) await this.announceEnd(record);
      else if (record && !(await this.entries.has(record))) {
        await this.entries.add(record, isQueued(record.state) ? Math.max(0, (record.dueAt ?? 0) - now) : 0);
        requeued += 1;
      }
      await this.store.review(id, now + NEXT_REVIEW_MS);
      if (record?.state === 'waiting') await this.store.confirmQueued([id]);
    }
    return requeued;
  }

  // One end that cannot be announced must not stop the round for all others.
  private async announceEnd(record: JobRecord): Promise<void> {
    try {
      await this.deliveries.announce(record);
    } catch (error) {
      this.logger.warn(`The end of job ${record.id} could not be announced yet: ${(error as Error).message}`);
    }
  }

  private async removeExpired(now: number): Promise<number> {
    let removed = 0;
    for (const id of await this.store.expired(now, BATCH)) {
      const record = await this.store.get(id);
      if (record) await this.removeFiles(record);
      if (await this.store.erase(id)) removed += 1;
    }
    return removed;
  }

  // A record that this process cannot open (another DATA_KEY) must not stop the round for all others.
  private async removeFiles(record: JobRecord): Promise<void> {
    try {
      await this.payloads.removeBlobs(record);
    } catch (error) {
      this.logger.warn(`The files of job ${record.id} could not be removed: ${(error as Error).message}`);
    }
  }
}
