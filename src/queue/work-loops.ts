import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from 'bull';
import type { ClaimableQueue } from './claims.js';

export interface WorkLoopsOptions {
  /** In order of preference: a free slot asks the first one that may have work. */
  queues: readonly ClaimableQueue[];
  /** How many jobs run at once, over all queues. */
  slots: number;
  /** Called before each claim; what it resolves to is called when that job has settled (or none was there). */
  admit?: () => Promise<() => void>;
}

interface Events {
  /** Nothing is running and no queue is known to have work. */
  idle: [];
  /** A claim or a settlement failed. The loops go on by themselves. */
  error: [error: unknown];
}

interface Lane {
  queue: ClaimableQueue;
  rank: number;
  ready: boolean;
  signals: number;
  unsubscribe: () => void;
  retry: NodeJS.Timeout | null;
}

interface Claimed {
  lane: Lane;
  job: Job;
}

const FAIRNESS = 16;
const RETRY_MS = 1_000;

/**
 * The one place that controls concurrency in a process: at most `slots` jobs at once over all its queues, preferred queues
 * first, and after 16 jobs in a row of one queue the others get a turn. Costs nothing while no queue has work.
 */
export class WorkLoops extends EventEmitter<Events> {
  private lanes: Lane[] = [];
  private slots = 0;
  private admit: WorkLoopsOptions['admit'];
  private busy = 0;
  private working = 0;
  private scouting = false;
  private stopping = false;
  private streakLane: Lane | null = null;
  private streak = 0;
  private readonly settled: (() => void)[] = [];

  start(options: WorkLoopsOptions): void {
    if (this.lanes.length > 0) throw new Error('The work loops are already running');
    this.slots = options.slots;
    this.admit = options.admit;
    this.lanes = options.queues.map((queue, rank) => this.openLane(queue, rank));
    this.scout();
  }

  /** Lets more jobs run at once. */
  addSlots(count: number): void {
    this.slots += count;
    this.scout();
  }

  /** How many jobs are running now. */
  running(): number {
    return this.working;
  }

  /** Claims nothing more; resolves when the running jobs have settled. */
  stop(): Promise<void> {
    this.stopping = true;
    for (const lane of this.lanes) {
      lane.unsubscribe();
      if (lane.retry) clearTimeout(lane.retry);
    }
    if (this.busy === 0) return Promise.resolve();
    return new Promise((resolve) => this.settled.push(resolve));
  }

  private openLane(queue: ClaimableQueue, rank: number): Lane {
    const lane: Lane = { queue, rank, ready: true, signals: 0, unsubscribe: () => {}, retry: null };
    lane.unsubscribe = queue.onReady(() => this.markReady(lane));
    return lane;
  }

  private markReady(lane: Lane): void {
    lane.signals++;
    lane.ready = true;
    this.scout();
  }

  /** Starts one more slot if one is free and there may be work. One at a time: the next starts when this one has found a job. */
  private scout(): void {
    if (this.scouting || this.stopping || this.busy >= this.slots) return;
    if (!this.lanes.some((lane) => lane.ready)) return;
    this.scouting = true;
    this.busy++;
    void this.runSlot().finally(() => this.leaveSlot());
  }

  private async runSlot(): Promise<void> {
    for (let first = true; ; first = false) {
      const release = await this.admission();
      const claimed = release ? await this.claim() : null;
      if (first) this.endScouting(claimed !== null);
      if (claimed) await this.workThrough(claimed);
      this.leaveAdmission(release);
      if (!claimed) return;
    }
  }

  private async admission(): Promise<(() => void) | null> {
    if (!this.admit) return () => {};
    try {
      return await this.admit();
    } catch (error) {
      this.report(error);
      await pause(RETRY_MS);
      return null;
    }
  }

  private leaveAdmission(release: (() => void) | null): void {
    try {
      release?.();
    } catch (error) {
      this.report(error);
    }
  }

  private endScouting(found: boolean): void {
    this.scouting = false;
    if (found) this.scout();
  }

  private leaveSlot(): void {
    this.busy--;
    this.scout();
    if (this.busy > 0) return;
    if (this.stopping) this.settled.splice(0).forEach((resolve) => resolve());
    else if (!this.lanes.some((lane) => lane.ready || lane.retry)) this.emit('idle');
  }

  /** Claims from the queue whose turn it is; a queue that has nothing is left alone until it signals again. */
  private async claim(): Promise<Claimed | null> {
    for (;;) {
      const lane = this.nextLane();
      if (!lane || this.stopping) return null;
      const signals = lane.signals;
      const job = await this.claimFrom(lane);
      if (job) return { lane, job };
      if (lane.signals === signals) lane.ready = false;
    }
  }

  private async claimFrom(lane: Lane): Promise<Job | null> {
    try {
      return await lane.queue.claim();
    } catch (error) {
      this.report(error);
      lane.retry ??= setTimeout(() => {
        lane.retry = null;
        this.markReady(lane);
      }, RETRY_MS);
      return null;
    }
  }

  /** Works the job and those that its queue hands over in the same step. */
  private async workThrough(claimed: Claimed): Promise<void> {
    const { lane } = claimed;
    let job: Job | null = claimed.job;
    while (job) {
      this.countStreak(lane);
      this.working++;
      try {
        job = await lane.queue.work(job, () => this.mayContinue(lane));
      } catch (error) {
        this.report(error);
        job = null;
      } finally {
        this.working--;
      }
    }
  }

  private mayContinue(lane: Lane): boolean {
    return !this.stopping && !this.admit && this.nextLane(lane) === lane;
  }

  private nextLane(continuing?: Lane): Lane | undefined {
    const candidates = this.lanes.filter((lane) => lane.ready || lane === continuing);
    const others = candidates.filter((lane) => lane !== this.streakLane);
    return this.streak >= FAIRNESS && others.length > 0 ? others[0] : candidates[0];
  }

  private countStreak(lane: Lane): void {
    this.streak = lane === this.streakLane ? this.streak + 1 : 1;
    this.streakLane = lane;
  }

  private report(error: unknown): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
    else process.emitWarning(error instanceof Error ? error : new Error(String(error)));
  }
}
