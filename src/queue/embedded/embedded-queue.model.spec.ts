import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { EmbeddedJob } from './embedded-job.js';
import { EmbeddedQueue } from './embedded-queue.js';

const RUNS = 1_000;
const LEASE = 1_000;
const MAXIMUM_STALLS = 2;

type Step =
  | { do: 'add'; lifo: boolean; delay: number; attempts: number; backoff: number; id: number | null }
  | { do: 'claim'; by: number }
  | { do: 'complete'; claim: number; keep: boolean }
  | { do: 'fail'; claim: number }
  | { do: 'clock'; by: number }
  | { do: 'recover' | 'promoteDue' | 'renew' | 'empty' }
  | { do: 'retry' | 'remove' | 'promote'; job: number }
  | { do: 'pause'; on: boolean };

const pick = fc.nat(30);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      lifo: fc.boolean(),
      delay: fc.constantFrom(0, 0, 0, 500),
      attempts: fc.integer({ min: 1, max: 3 }),
      backoff: fc.constantFrom(0, 700),
      id: fc.option(fc.nat(3), { freq: 3 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const), by: fc.nat(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('complete' as const), claim: pick, keep: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fail' as const), claim: pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      by: fc.constantFrom(10, 600, 1_500, -600, -5_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('recover' as const, 'promoteDue' as const, 'renew' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('empty' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('retry' as const, 'remove' as const, 'promote' as const),
      job: pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), on: fc.boolean() }) },
);

interface ModelJob {
  id: string;
  order: number;
  lifo: boolean;
  backoff: number;
  attempts: number;
  attemptsMade: number;
  stalls: number;
  state: 'waiting' | 'active' | 'delayed' | 'completed' | 'failed';
  dueAt: number;
  leaseUntil: number;
  holder: EmbeddedJob | null;
}

/** What the queue should be doing, in plain arrays; every step is done to both and the two are compared. */
class Model {
  readonly jobs = new Map<string, ModelJob>();
  readonly claims: { job: EmbeddedJob; id: string; by: number }[] = [];
  waiting: string[] = [];
  paused = false;
  private order = 0;

  constructor(
    private readonly queues: EmbeddedQueue[],
    private readonly clock: { now: number },
  ) {}

  async run(step: Step): Promise<void> {
    switch (step.do) {
      case 'add':
        return this.add(step);
      case 'claim':
        return this.claim(step.by);
      case 'complete':
        return this.settle(step.claim, (job) => this.complete(job, step.keep));
      case 'fail':
        return this.settle(step.claim, (job) => this.fail(job));
      case 'clock':
        this.clock.now += step.by;
        return;
      case 'recover':
        return this.recover();
      case 'promoteDue':
        return this.promoteDue();
      case 'renew':
        return this.renewAll();
      case 'empty':
        return this.empty();
      case 'pause':
        await (step.on ? this.queue.pause() : this.queue.resume());
        this.paused = step.on;
        return;
      default:
        return this.command(step);
    }
  }

  async compare(): Promise<void> {
    const of = (state: string) => [...this.jobs.values()].filter((job) => job.state === state).length;
    const counts = {
      waiting: this.paused ? 0 : this.waiting.length,
      active: of('active'),
      completed: of('completed'),
      failed: of('failed'),
      delayed: of('delayed'),
      paused: this.paused ? this.waiting.length : 0,
    };
    assert.deepEqual(await this.queue.getJobCounts(), counts);
    assert.deepEqual(
      (await this.queue.getWaiting()).map((job) => job.id),
      this.waiting,
    );
    const stored = await this.queue.getJobs(['wait', 'paused', 'active', 'delayed', 'completed', 'failed']);
    const seen = (job: { id: string; attemptsMade: number }) => `${job.id}: ${job.attemptsMade}`;
    assert.deepEqual(stored.map(seen).sort(), [...this.jobs.values()].map(seen).sort());
  }

  private get queue(): EmbeddedQueue {
    return this.queues[0] as EmbeddedQueue;
  }

  private async add(step: Extract<Step, { do: 'add' }>): Promise<void> {
    const options = { lifo: step.lifo, delay: step.delay, attempts: step.attempts, backoff: step.backoff };
    const job = await this.queue.add(
      'job',
      {},
      step.id === null ? options : { ...options, jobId: `own-${step.id}` },
    );
    if (this.jobs.has(job.id)) return assert.equal(job.id, `own-${step.id}`);
    const state = step.delay > 0 ? 'delayed' : 'waiting';
    this.jobs.set(job.id, {
      ...step,
      id: job.id,
      order: this.order++,
      attemptsMade: 0,
      stalls: 0,
      state,
      dueAt: this.clock.now + step.delay,
      leaseUntil: 0,
      holder: null,
    });
    if (state === 'waiting') this.enqueue(job.id, step.lifo);
  }

  private async claim(by: number): Promise<void> {
    const claimed = await (this.queues[by] as EmbeddedQueue).claim();
    const expected = this.paused ? undefined : this.waiting.shift();
    assert.equal(claimed?.id, expected);
    if (!claimed) return;
    Object.assign(this.job(claimed.id), {
      state: 'active',
      holder: claimed,
      leaseUntil: this.clock.now + LEASE,
    });
    this.claims.push({ job: claimed, id: claimed.id, by });
  }

  /** Settles the n-th claim ever made, whether or not its lease is still held; only a holder may succeed. */
  private async settle(index: number, settle: (job: EmbeddedJob) => Promise<void>): Promise<void> {
    const claim = this.claims[index % Math.max(1, this.claims.length)];
    if (!claim) return;
    if (this.jobs.get(claim.id)?.holder === claim.job) return settle(claim.job);
    await assert.rejects(claim.job.moveToCompleted('stale'), /Missing lock/);
    await assert.rejects(claim.job.moveToFailed(new Error('stale')), /Missing lock/);
  }

  private async complete(job: EmbeddedJob, keep: boolean): Promise<void> {
    job.opts.removeOnComplete = !keep;
    await job.moveToCompleted('done');
    if (keep) Object.assign(this.job(job.id), { state: 'completed', holder: null });
    else this.jobs.delete(job.id);
  }

  private async fail(job: EmbeddedJob): Promise<void> {
    await job.moveToFailed(new Error('failed'));
    const known = this.job(job.id);
    known.holder = null;
    known.attemptsMade++;
    if (known.attemptsMade >= known.attempts) known.state = 'failed';
    else if (known.backoff > 0)
      Object.assign(known, { state: 'delayed', dueAt: this.clock.now + known.backoff });
    else this.requeue(known, known.lifo);
  }

  private async recover(): Promise<void> {
    await this.queue.recoverStalled();
    const active = [...this.jobs.values()].filter((job) => job.state === 'active');
    for (const job of active) job.leaseUntil = Math.min(job.leaseUntil, this.clock.now + LEASE);
    const expired = active.filter((job) => job.leaseUntil <= this.clock.now);
    for (const job of expired.sort((a, b) => a.leaseUntil - b.leaseUntil || a.order - b.order)) {
      job.holder = null;
      job.stalls++;
      if (job.stalls > MAXIMUM_STALLS) job.state = 'failed';
      else this.requeue(job, true);
    }
  }

  private async promoteDue(): Promise<void> {
    await this.queue.promoteDue();
    const due = [...this.jobs.values()].filter(
      (job) => job.state === 'delayed' && job.dueAt <= this.clock.now,
    );
    for (const job of due.sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)) this.requeue(job, false);
  }

  private async renewAll(): Promise<void> {
    const [queue] = this.queues as unknown as {
      leases: {
        hold(job: EmbeddedJob): void;
        release(job: EmbeddedJob): void;
        renew(table: unknown): Promise<void>;
      };
      table: unknown;
    }[];
    const { leases, table } = queue!;
    for (const { job } of this.claims) {
      leases.hold(job);
      await leases.renew(table);
      leases.release(job);
      const known = this.jobs.get(job.id);
      if (known?.holder === job) known.leaseUntil = this.clock.now + LEASE;
    }
  }

  private async empty(): Promise<void> {
    await this.queue.empty();
    for (const job of [...this.jobs.values()])
      if (job.state === 'waiting' || job.state === 'delayed') this.jobs.delete(job.id);
    this.waiting = [];
    this.paused = false;
  }

  private async command(step: Extract<Step, { job: number }>): Promise<void> {
    const known = [...this.jobs.values()][step.job % Math.max(1, this.jobs.size)];
    if (!known) return;
    const job = (await this.queue.getJob(known.id)) as EmbeddedJob;
    const locked = known.state === 'active' && known.leaseUntil > this.clock.now;
    const allowed = { retry: known.state === 'failed', promote: known.state === 'delayed', remove: !locked }[
      step.do
    ];
    if (!allowed) return assert.rejects(job[step.do]());
    await job[step.do]();
    if (step.do === 'remove') {
      this.jobs.delete(known.id);
      this.waiting = this.waiting.filter((id) => id !== known.id);
    } else this.requeue(known, step.do === 'retry' && known.lifo);
  }

  private requeue(job: ModelJob, first: boolean): void {
    Object.assign(job, { state: 'waiting', holder: null });
    this.enqueue(job.id, first);
  }

  private enqueue(id: string, first: boolean): void {
    if (first) this.waiting.unshift(id);
    else this.waiting.push(id);
  }

  private job(id: string): ModelJob {
    return this.jobs.get(id) as ModelJob;
  }
}

describe('EmbeddedQueue against its model', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assay-model-'));
  const path = join(directory, 'model.sqlite');
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it(`agrees after every step of ${RUNS} random histories`, async () => {
    let serial = 0;
    // Keeps the shared file open between the histories.
    const anchor = new EmbeddedQueue('anchor', { path });
    const history = fc.array(step, { minLength: 5, maxLength: 40 });
    const property = fc.asyncProperty(history, async (steps) => {
      const clock = { now: 1_700_000_000_000 };
      const settings = { lockDuration: LEASE, maxStalledCount: MAXIMUM_STALLS };
      const name = `history-${serial++}`;
      const queues = [0, 1].map(() => new EmbeddedQueue(name, { path, settings, clock: () => clock.now }));
      const model = new Model(queues, clock);
      try {
        for (const each of steps) {
          await model.run(each);
          await model.compare();
        }
      } finally {
        await Promise.all(queues.map((queue) => queue.close()));
      }
    });
    await fc.assert(property, { numRuns: RUNS });
    await anchor.close();
  }, 120_000);
});
