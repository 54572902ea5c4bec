import { Injectable } from '@nestjs/common';
import { JobStore } from '../store/job-store.js';

const TOGETHER_MS = 20;

/** "These jobs lie in their queues", told to the store for many jobs at once. What gets lost here the reconciler finds. */
@Injectable()
export class Confirmations {
  private ids: string[] = [];

  constructor(private readonly store: JobStore) {}

  add(id: string): void {
    this.ids.push(id);
    if (this.ids.length === 1) setTimeout(() => this.flush(), TOGETHER_MS).unref();
  }

  private flush(): void {
    const ids = this.ids;
    this.ids = [];
    this.store.confirmQueued(ids).catch(() => undefined);
  }
}
