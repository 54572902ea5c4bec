import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { ComputePool } from '../compute/index.js';
import { JobCatalogue, QueueOverview, Statistics } from '../jobs/index.js';

const QUANTILES = [
  ['0.5', 'p50'],
  ['0.95', 'p95'],
] as const;

/** Figures for Prometheus, read from the records' counters when they are asked for. Labels never hold a client's words. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly waiting = this.gauge('assay_queue_waiting_jobs', 'Jobs that wait, by queue', ['queue']);
  private readonly jobs = this.gauge('assay_jobs', 'Jobs kept, by type and state', ['type', 'state']);
  private readonly ended = this.counter('assay_jobs_ended_total', 'Jobs that ended, ever', ['type', 'state']);
  private readonly runTime = this.gauge('assay_job_run_seconds', 'Run time over the last hour', [
    'type',
    'quantile',
  ]);
  private readonly waitTime = this.gauge('assay_job_wait_seconds', 'Wait over the last hour', [
    'type',
    'quantile',
  ]);
  private readonly workers = this.gauge('assay_workers', 'Workers that have beaten lately', []);
  private readonly reachable = this.gauge(
    'assay_queue_engine_up',
    '1 while the queue engine can be reached',
    [],
  );
  private readonly children = this.gauge('assay_compute_children', 'Compute children of this process', [
    'state',
  ]);
  private readonly killed = this.counter(
    'assay_compute_children_killed_total',
    'Compute children killed here',
    [],
  );

  constructor(
    private readonly overview: QueueOverview,
    private readonly statistics: Statistics,
    private readonly catalogue: JobCatalogue,
    private readonly compute: ComputePool,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  /** The Prometheus text format. */
  async read(): Promise<string> {
    const { reachable, workers, depths } = await this.overview.look();
    this.reachable.set(reachable ? 1 : 0);
    this.workers.set(workers.length);
    for (const [queue, depth] of Object.entries(depths)) this.waiting.set({ queue }, depth);
    if (reachable) await Promise.all(this.catalogue.all().map(({ name }) => this.readType(name)));
    const { children, busy, killed } = this.compute.stats();
    this.children.set({ state: 'busy' }, busy);
    this.children.set({ state: 'idle' }, children - busy);
    this.killed.reset();
    this.killed.inc(killed);
    return this.registry.metrics();
  }

  private async readType(type: string): Promise<void> {
    const { counts, totals, runMs, waitMs } = await this.statistics.of([type]);
    for (const [state, count] of Object.entries(counts)) this.jobs.set({ type, state }, count);
    for (const [state, total] of Object.entries(totals)) {
      this.ended.remove({ type, state });
      this.ended.inc({ type, state }, total);
    }
    for (const [quantile, percentile] of QUANTILES) {
      this.runTime.set({ type, quantile }, (runMs[percentile] ?? 0) / 1000);
      this.waitTime.set({ type, quantile }, (waitMs[percentile] ?? 0) / 1000);
    }
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** A total that is kept elsewhere; it is set anew at each reading. */
  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
