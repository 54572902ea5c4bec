import { Injectable } from '@nestjs/common';
import { answerWithin } from '../../platform/answer-within.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import type { JobDeclaration } from '../declaration/define-job.js';
import { isQueued, JOB_STATES, type JobRecord, type JobState } from '../record/record.js';
import { percentile } from '../store/buckets.js';
import { JobStore, type MinuteSample, type QueueTally, type StateCount } from '../store/job-store.js';
import { WorkerRegistry } from '../store/worker-registry.js';
import { type Age, Remembered } from './remembered.js';

const WINDOW_MINUTES = 60;
const SNAPSHOT_AGE: Age = { fresh: 2_000, usable: 30_000 };
/** For figures that somebody looks at. */
const SHOWN_AGE: Age = { fresh: 1_000, usable: 1_000 };
const WORKERS_AGE: Age = { fresh: 1_000, usable: 10_000 };
/** For a place in the queue, which a client watches. */
const EXACT: Age = { fresh: 50, usable: 50 };
/** For an estimate and a first look at the limit, which must not cost a submit a round trip. */
const ROUGH: Age = { fresh: 50, usable: 2_000 };
const FIGURE_MS = 100;
/** Fewer runs than this are no measurement: the declared estimate stands. */
const ENOUGH_RUNS = 5;

export interface JobStatistics {
  counts: Record<JobState, number>;
  /** Counters that never fall. */
  totals: { completed: number; failed: number; cancelled: number };
  throughputPerMinute: number;
  runMs: { p50: number | null; p95: number | null };
  waitMs: { p50: number | null; p95: number | null };
  /** Failed share of the attempts that ended for good in the window; null when none did. */
  failureRate: number | null;
}

/** What a job that waits may expect: how many go before it, and when it may start (a range, in seconds). */
export interface WaitEstimate {
  position: number;
  seconds: { from: number; to: number };
}

/** How a queue moves for jobs of a type: its places, their run time in ms, how many run at once. */
interface Pace {
  tally: QueueTally;
  p50: number;
  p95: number;
  slots: number;
}

/** What the last hour's jobs really took, and what follows from it for those that wait. Never scans a queue. */
@Injectable()
export class Statistics {
  private readonly remembered = new Remembered();

  constructor(
    private readonly store: JobStore,
    private readonly catalogue: JobCatalogue,
    private readonly workers: WorkerRegistry,
  ) {}

  /** Of some types together. */
  async of(types: readonly string[]): Promise<JobStatistics> {
    const [samples, counts] = await Promise.all([this.samples(SHOWN_AGE), this.counts(SHOWN_AGE)]);
    const mine = samples.filter((sample) => types.includes(sample.type));
    const completed = sum(mine.map((sample) => sample.completed));
    const failed = sum(mine.map((sample) => sample.failed));
    const run = merge(mine.map((sample) => sample.run));
    const wait = merge(mine.map((sample) => sample.wait));
    const rows = counts.filter((row) => types.includes(row.type));
    const totalOf = (state: JobState): number =>
      sum(rows.filter((row) => row.state === state).map((row) => row.total));
    return {
      counts: countsByState(rows),
      totals: { completed: totalOf('completed'), failed: totalOf('failed'), cancelled: totalOf('cancelled') },
      throughputPerMinute: round((completed + failed) / WINDOW_MINUTES),
      runMs: { p50: percentile(run, 0.5), p95: percentile(run, 0.95) },
      waitMs: { p50: percentile(wait, 0.5), p95: percentile(wait, 0.95) },
      failureRate: completed + failed === 0 ? null : round(failed / (completed + failed)),
    };
  }

  /** Counts by state of some types, read now. */
  async countsOf(types: readonly string[]): Promise<Record<JobState, number>> {
    return countsByState((await this.store.counts()).filter((row) => types.includes(row.type)));
  }

  /** How long a job of the declaration runs, in ms: measured, or declared until enough runs were measured. */
  async runTime(declaration: JobDeclaration): Promise<{ p50: number; p95: number }> {
    const samples = await this.samples(SNAPSHOT_AGE);
    const run = merge(
      samples.filter((sample) => sample.type === declaration.name).map((sample) => sample.run),
    );
    if (sum([...run.values()]) < ENOUGH_RUNS) return { p50: declaration.estimate, p95: declaration.estimate };
    return { p50: percentile(run, 0.5)!, p95: percentile(run, 0.95)! };
  }

  /**
   * Place in the queue and wait of a job that waits; null for any other. The place is its number of arrival less the
   * places given up so far, so it is exact while jobs leave in order and an upper or lower neighbour otherwise.
   */
  async waitOf(record: JobRecord): Promise<WaitEstimate | null> {
    if (!isQueued(record.state)) return null;
    const { tally: known, p50, p95, slots } = await this.paceOf(this.catalogue.get(record.type), EXACT);
    // What was remembered before this job got its place says nothing about it.
    const tally = known.tail < record.sequence ? await this.store.tally(record.queue) : known;
    const ahead = Math.min(Math.max(0, record.sequence - tally.left - 1), Math.max(0, tally.waiting - 1));
    const due = Math.max(0, (record.dueAt ?? 0) - Date.now());
    return {
      position: ahead + 1,
      seconds: {
        from: Math.ceil((due + Math.floor(ahead / slots) * p50) / 1000),
        to: Math.ceil((due + Math.ceil((ahead + 1) / slots) * p95) / 1000),
      },
    };
  }

  /** Seconds until a submit is answered with a result, as a range: the queue ahead and the run itself. */
  async secondsToResult(declaration: JobDeclaration): Promise<{ from: number; to: number }> {
    const { tally, p50, p95, slots } = await this.paceOf(declaration, ROUGH);
    const rounds = Math.ceil(tally.waiting / slots);
    return { from: Math.ceil(((rounds + 1) * p50) / 1000), to: Math.ceil(((rounds + 1) * p95) / 1000) };
  }

  /**
   * Whether the queue is known to hold `maximum` waiting jobs: a glance at what was known a moment ago, a look when it was full.
   * No when nobody can tell at once.
   */
  isFull(queue: string, maximum: number): Promise<boolean> {
    return atOnce(this.holds(queue, maximum), false);
  }

  private async holds(queue: string, maximum: number): Promise<boolean> {
    if ((await this.tallyOf(queue, ROUGH)).waiting < maximum) return false;
    return (await this.store.tally(queue)).waiting >= maximum;
  }

  /** For `Retry-After` of a full queue: the time in which a hundredth of it drains, from 1 s to 1 h. */
  async secondsUntilRoom(queue: string): Promise<number> {
    const { waiting } = await this.tallyOf(queue, EXACT);
    const { throughputPerMinute } = await this.of(this.catalogue.typesOf(queue));
    if (throughputPerMinute === 0) return 60;
    return Math.min(3_600, Math.max(1, Math.ceil((60 * waiting) / 100 / throughputPerMinute)));
  }

  private paceOf(declaration: JobDeclaration, age: Age): Promise<Pace> {
    return this.remembered.get(`pace ${declaration.name}`, age, async () => {
      const [tally, { p50, p95 }, slots] = await Promise.all([
        this.tallyOf(this.catalogue.queueOf(declaration), EXACT),
        this.runTime(declaration),
        this.slotsFor(this.catalogue.queueOf(declaration)),
      ]);
      return { tally, p50, p95, slots };
    });
  }

  private async slotsFor(queue: string): Promise<number> {
    // While the registry is away an estimate has to do without it.
    const present = await atOnce(
      this.remembered.get('workers', WORKERS_AGE, () => this.workers.present().catch(() => [])),
      [],
    );
    return Math.max(
      1,
      sum(present.filter((worker) => worker.queues.includes(queue)).map((worker) => worker.slots)),
    );
  }

  private tallyOf(queue: string, age: Age): Promise<QueueTally> {
    return this.remembered.get(`tally ${queue}`, age, () => this.store.tally(queue));
  }

  private samples(age: Age): Promise<MinuteSample[]> {
    return this.remembered.get('samples', age, () => this.store.samples(WINDOW_MINUTES));
  }

  private counts(age: Age): Promise<StateCount[]> {
    return this.remembered.get('counts', age, () => this.store.counts());
  }
}

/** The answer, or `otherwise` when it does not come within a tenth of a second: no submit waits longer for a figure. */
function atOnce<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  return answerWithin(FIGURE_MS, answer, () => new Error('No figure at once')).catch(() => otherwise);
}

function countsByState(rows: readonly StateCount[]): Record<JobState, number> {
  const ofState = (state: JobState): number =>
    sum(rows.filter((row) => row.state === state).map((row) => row.current));
  return Object.fromEntries(JOB_STATES.map((state) => [state, ofState(state)])) as Record<JobState, number>;
}

function merge(histograms: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const merged = new Map<number, number>();
  for (const histogram of histograms)
    for (const [bucket, count] of histogram) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
  return merged;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const round = (n: number): number => Math.round(n * 1_000) / 1_000;
