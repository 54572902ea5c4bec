import { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { QueueEngine, WorkLoops } from '../../queue/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { byPreference, QUEUES } from '../declaration/queues.js';
import { RunningJobs } from '../running/running-jobs.js';
import { Statistics } from '../statistics/statistics.js';
import { BEAT_INTERVAL_MS, WorkerRegistry, type WorkerPresence } from '../store/worker-registry.js';
import { JobBudget } from './job-budget.js';
import { WorkerTally } from './worker-tally.js';

const LOG_INTERVAL_MS = 60_000;
/** Batch mode waits so long for jobs that are only due for a retry. */
const RETRY_PATIENCE_MS = 60_000;
const BATCH_LOOK_MS = 250;

export interface WorkOptions {
  /** End when nothing waits and nothing runs here. */
  batchMode?: boolean;
  /** End after so many jobs. */
  maximumJobs?: number | null;
}

/** Works the queues in this process: starts the loops, says that it is there, stops without losing anything. */
@Injectable()
export class Worker extends EventEmitter<{ done: [] }> implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private readonly loops = new WorkLoops();
  /** Batches are worked beside the slots, one at a time: their computations give way to those of single jobs. */
  private readonly batchLoops = new WorkLoops();
  private readonly timers: NodeJS.Timeout[] = [];
  private queues: string[] = [];
  private stopping = false;

  constructor(
    private readonly engine: QueueEngine,
    private readonly catalogue: JobCatalogue,
    private readonly running: RunningJobs,
    private readonly registry: WorkerRegistry,
    private readonly statistics: Statistics,
    private readonly tally: WorkerTally,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
  }

  /** `id@host`. */
  get name(): string {
    return `${this.configuration.worker.id}@${hostname()}`;
  }

  /** Starts to work the configured queues. Emits `done` when batch mode or the maximum number of jobs is through. */
  async start({ batchMode = false, maximumJobs = null }: WorkOptions = {}): Promise<void> {
    this.queues = this.queuesToWork();
    const budget = new JobBudget(maximumJobs);
    await this.beat();
    const isBatch = (queue: string): boolean => queue === QUEUES.batch;
    const { concurrency } = this.configuration.worker;
    this.startLoops(
      this.loops,
      this.queues.filter((queue) => !isBatch(queue)),
      concurrency,
      budget,
    );
    this.startLoops(this.batchLoops, this.queues.filter(isBatch), 1, budget);
    this.every(BEAT_INTERVAL_MS, () => this.beat().catch(() => undefined));
    this.every(LOG_INTERVAL_MS, () => this.logger.log(this.summary()));
    budget.once('spent', () => void this.running.whenIdle().then(() => this.emit('done')));
    if (batchMode) void this.watchForEnd();
  }

  /** Processed, failed, retried, uptime and rate since the start, as one line. */
  summary(): string {
    const { processed, failed, retried, startedAt } = this.tally;
    const hours = (Date.now() - startedAt) / 3_600_000;
    const rate = hours > 0 ? Math.round((processed + failed) / hours) : 0;
    return `Worker stats - Processed: ${processed}, Failed: ${failed}, Retried: ${retried}, Uptime: ${hours.toFixed(2)}h, Rate: ${rate} jobs/hour`;
  }

  /** No new claims; running jobs finish within the grace, the rest go back without using up an attempt. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.stopping || this.queues.length === 0) return;
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    const settled = Promise.all([this.loops.stop(), this.batchLoops.stop()]);
    const grace = sleep(this.configuration.worker.graceMs, 'late' as const, { ref: false });
    if ((await Promise.race([settled, grace])) === 'late') {
      this.logger.warn(
        `${this.running.ids().length} jobs did not finish within the grace and go back to their queues`,
      );
      this.running.releaseAll();
      await settled;
    }
    await this.registry.leave(this.name).catch(() => undefined);
    this.logger.log(this.summary());
  }

  private startLoops(loops: WorkLoops, queues: string[], slots: number, budget: JobBudget): void {
    if (queues.length === 0) return;
    loops.on('error', (error) => this.logger.warn(`Queue engine: ${(error as Error).message}`));
    const lanes = queues.flatMap((queue) => this.engine.claimables(queue));
    loops.start({ queues: lanes.map((lane) => budget.limit(lane)), slots });
  }

  private queuesToWork(): string[] {
    const { renamed } = this.configuration.queue;
    const nameOf = (queue: string): string => renamed[queue] ?? queue;
    const worked = this.catalogue.queues();
    const wanted = (this.configuration.worker.queues ?? worked).map((queue) => nameOf(queue));
    const known = byPreference(
      [...new Set([...Object.values(QUEUES).map((queue) => nameOf(queue)), ...worked])],
      renamed,
    );
    const unknown = wanted.filter((queue) => !known.includes(queue));
    if (unknown.length > 0)
      throw new Error(`Unknown queue ${unknown.join(', ')}. Known: ${known.join(', ')}`);
    return byPreference(wanted, renamed);
  }

  private async beat(): Promise<void> {
    const presence: WorkerPresence = {
      name: this.name,
      host: hostname(),
      pid: process.pid,
      queues: this.queues,
      slots: this.configuration.worker.concurrency,
      jobs: this.running.ids(),
      rssBytes: process.memoryUsage.rss(),
      startedAt: this.tally.startedAt,
      beatAt: Date.now(),
      processed: this.tally.processed,
      failed: this.tally.failed,
      retried: this.tally.retried,
    };
    await this.registry.beat(presence);
  }

  private async watchForEnd(): Promise<void> {
    const types = this.queues.flatMap((queue) => this.catalogue.typesOf(queue));
    let busyAt = Date.now();
    while (!this.stopping) {
      await sleep(BATCH_LOOK_MS);
      // While the store is away nobody can tell.
      const counts = await this.statistics.countsOf(types).catch(() => null);
      if (!counts || counts.waiting > 0 || this.running.ids().length > 0) busyAt = Date.now();
      else if (counts.retrying === 0 || Date.now() - busyAt > RETRY_PATIENCE_MS)
        return void this.emit('done');
    }
  }

  private every(milliseconds: number, action: () => void): void {
    this.timers.push(setInterval(action, milliseconds).unref());
  }
}
