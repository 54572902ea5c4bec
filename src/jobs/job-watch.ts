import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { JobRecord } from './record/record.js';
import { JobStore } from './store/job-store.js';

/** Waits for what becomes of a job, in whichever process it happens, without polling. */
@Injectable()
export class JobWatch implements BeforeApplicationShutdown {
  private readonly waiting = new Set<Signal>();

  constructor(private readonly store: JobStore) {}

  /** Ends all waits, so that their requests are answered before the process goes. */
  beforeApplicationShutdown(): void {
    for (const change of this.waiting) change.end();
  }

  /** Raised at each change of the job; ended when the process closes. Call the second to stop listening. */
  async changesOf(id: string): Promise<{ change: Signal; stop: () => void }> {
    const change = new Signal();
    this.waiting.add(change);
    const stopWatching = await this.store.watch(id, () => change.raise());
    const stop = (): void => {
      this.waiting.delete(change);
      stopWatching();
    };
    return { change, stop };
  }

  /**
   * Resolves with the newest record as soon as `condition` holds for it, or after `timeoutMs`, or when `signal`
   * aborts. A job erased meanwhile resolves with the last record known.
   */
  async until(
    record: JobRecord,
    condition: (record: JobRecord) => boolean,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<JobRecord> {
    if (condition(record) || timeoutMs <= 0) return record;
    const { change, stop } = await this.changesOf(record.id);
    const deadline = setTimeout(() => change.end(), timeoutMs);
    const hangUp = (): void => change.end();
    signal?.addEventListener('abort', hangUp, { once: true });
    try {
      let current = record;
      do {
        const found = await this.store.get(record.id);
        if (!found) break;
        current = found;
        if (condition(current)) break;
      } while (await change.next());
      return current;
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', hangUp);
      stop();
    }
  }
}

/** "Something changed": raised any number of times, seen once for all raises since the last look. */
export class Signal {
  private raised = false;
  private ended = false;
  private wake: (() => void) | null = null;

  raise(): void {
    this.raised = true;
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** True when something changed, false when it is over. */
  async next(): Promise<boolean> {
    if (!this.raised && !this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = null;
    if (this.ended) return false;
    this.raised = false;
    return true;
  }
}
