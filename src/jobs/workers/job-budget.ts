import { EventEmitter } from 'node:events';
import type { Job } from 'bull';
import type { ClaimableQueue } from '../../queue/index.js';

/** How many jobs a worker may still claim; emits `spent` when the last of them has settled. */
export class JobBudget extends EventEmitter<{ spent: [] }> {
  private left: number;
  private unsettled = 0;

  /** @param maximum null: no limit */
  constructor(private readonly maximum: number | null) {
    super();
    this.left = maximum ?? Infinity;
  }

  /** The queue, within the budget. */
  limit(queue: ClaimableQueue): ClaimableQueue {
    if (this.maximum === null) return queue;
    return {
      name: queue.name,
      claim: () => this.claim(queue),
      work: async (job) => {
        try {
          return await queue.work(job, () => false);
        } finally {
          this.settle();
        }
      },
      onReady: (listener) => queue.onReady(listener),
    };
  }

  private async claim(queue: ClaimableQueue): Promise<Job | null> {
    if (this.left <= 0) return null;
    this.left -= 1;
    const job = await queue.claim();
    if (job) this.unsettled += 1;
    else this.left += 1;
    return job;
  }

  private settle(): void {
    this.unsettled -= 1;
    if (this.left <= 0 && this.unsettled === 0) this.emit('spent');
  }
}
