import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JobCatalogue } from '../declaration/catalogue.js';
import { Jobs } from '../jobs.service.js';
import { ping } from '../ping/ping.job.js';
import { sampleEvent } from '../testing/events.js';
import { Workbench } from '../testing/workbench.js';
import { WorkerRegistry } from '../store/worker-registry.js';
import { Statistics } from './statistics.js';

describe('Statistics', () => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await Workbench.open();
  });
  afterEach(() => bench.close());

  /** One that remembers nothing yet: what it says is of this moment. */
  const fresh = (): Statistics =>
    new Statistics(bench.store, bench.get(JobCatalogue), bench.get(WorkerRegistry));

  /** A job that waited 1 s and ran for `runMs`, ending now. */
  async function finished(runMs: number, how: 'complete' | 'fail' = 'complete'): Promise<void> {
    const { id } = await bench.submit(ping);
    const now = Date.now();
    await bench.store.apply(id, sampleEvent('claim', 0), now + 1_000);
    await bench.store.apply(id, sampleEvent(how, 1), now + 1_000 + runMs);
  }

  async function beat(slots: number): Promise<void> {
    const now = Date.now();
    await bench.get(WorkerRegistry).beat({
      ...{ name: 'w@h', host: 'h', pid: 1, queues: ['default'], slots, jobs: [], rssBytes: 0 },
      ...{ startedAt: now, beatAt: now, processed: 0, failed: 0, retried: 0 },
    });
  }

  it('has nothing to say of a type that never ran', async () => {
    expect(await fresh().of(['ping'])).toMatchObject({
      totals: { completed: 0, failed: 0, cancelled: 0 },
      throughputPerMinute: 0,
      runMs: { p50: null, p95: null },
      failureRate: null,
    });
  });

  it('counts states, totals and failures, and measures run and wait', async () => {
    for (const runMs of [100, 100, 100, 4_000]) await finished(runMs);
    await finished(100, 'fail');
    await bench.get(Jobs).cancel(await bench.submit(ping));
    await bench.submit(ping);
    const view = await fresh().of(['ping']);
    expect(view.counts).toMatchObject({ waiting: 1, completed: 4, failed: 1, cancelled: 1, active: 0 });
    expect(view.totals).toEqual({ completed: 4, failed: 1, cancelled: 1 });
    expect(view.failureRate).toBe(0.2);
    expect(view.throughputPerMinute).toBeCloseTo(5 / 60, 2);
    expect(Math.abs(view.runMs.p50! - 100)).toBeLessThan(11);
    expect(Math.abs(view.runMs.p95! - 4_000)).toBeLessThan(401);
    expect(Math.abs(view.waitMs.p50! - 1_000)).toBeLessThan(120);
    expect((await fresh().of(['other'])).totals.completed).toBe(0);
  });

  it('promises the declared time until five runs were measured', async () => {
    for (let n = 0; n < 4; n += 1) await finished(10_000);
    expect(await fresh().runTime(ping)).toEqual({ p50: ping.estimate, p95: ping.estimate });
  });

  it('promises what five runs took', async () => {
    for (let n = 0; n < 5; n += 1) await finished(10_000);
    const { p50 } = await fresh().runTime(ping);
    expect(Math.abs(p50 - 10_000)).toBeLessThan(1_001);
  });

  it('tells each waiting job its place and its wait, by the slots that there are', async () => {
    await beat(2);
    for (let n = 0; n < 5; n += 1) await finished(10_000);
    const waiting = [];
    for (let n = 0; n < 4; n += 1) waiting.push(await bench.record((await bench.submit(ping)).id));
    const estimates = await Promise.all(waiting.map((record) => fresh().waitOf(record)));
    expect(estimates.map((estimate) => estimate!.position)).toEqual([1, 2, 3, 4]);
    for (const { seconds } of estimates.map((estimate) => estimate!)) {
      expect(seconds.from).toBeLessThanOrEqual(seconds.to);
      expect(seconds.to).toBeLessThanOrEqual(23);
    }
    await bench.get(Jobs).cancel(waiting[0]!);
    expect((await fresh().waitOf(waiting[1]!))!.position).toBe(1);
    expect(await fresh().waitOf(await bench.record(waiting[0]!.id))).toBeNull();
  });

  it('gives a job its place although what is remembered is older than the job', async () => {
    const statistics = fresh();
    const first = await bench.record((await bench.submit(ping)).id);
    expect((await statistics.waitOf(first))!.position).toBe(1);
    const second = await bench.record((await bench.submit(ping)).id);
    expect((await statistics.waitOf(second))!.position).toBe(2);
  });

  it('asks a refused client back after a minute when nothing was ever finished', async () => {
    expect(await fresh().secondsUntilRoom('default')).toBe(60);
  });
});
