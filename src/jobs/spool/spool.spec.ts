import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually } from '../../../test/support/eventually.js';
import { newJob } from '../testing/new-job.js';
import { Spool, type RedisState } from './spool.js';

const OPTIONS = { maximumWaiting: 10, reviewAt: 5 };

/** The state of Redis, as a test sets it. */
class Redis implements RedisState {
  isThere = true;
  answers = true;
  private tell: (available: boolean) => void = () => undefined;

  isAvailable = (): boolean => this.isThere;

  onAvailability(listener: (available: boolean) => void): () => void {
    this.tell = listener;
    return () => undefined;
  }

  ping = (): Promise<number> => (this.answers ? Promise.resolve(1) : Promise.reject(new Error('no answer')));

  become(isThere: boolean): void {
    this.isThere = isThere;
    this.tell(isThere);
  }
}

describe('Spool', () => {
  let directory: string;
  let redis: Redis;
  let spool: Spool;

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'assay-spool-'));
    redis = new Redis();
    spool = open();
  });
  afterEach(async () => {
    await spool.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = (): Spool =>
    Spool.open(join(directory, 'spool.sqlite'), { pollIntervalMs: 20 }, { takesJobs: true, redis });

  it('is needed while Redis is away, or does not answer in time', async () => {
    let back = 0;
    spool.onBack(() => back++);
    expect(spool.isNeeded()).toBe(false);
    redis.become(false);
    expect(spool.isNeeded()).toBe(true);
    redis.become(true);
    expect([spool.isNeeded(), back]).toEqual([false, 1]);
    redis.answers = false;
    spool.noteUnanswered();
    expect(spool.isNeeded()).toBe(true);
    redis.answers = true;
    await eventually(() => Promise.resolve(!spool.isNeeded() && back === 2));
  });

  it('knows which jobs it holds, also after it has rested', async () => {
    const [first, second] = [newJob(), newJob()];
    spool.restIfEmpty();
    expect(spool.holds(first.id)).toBe(false);
    await spool.create(first, OPTIONS);
    expect([spool.holds(first.id), spool.holds(second.id), spool.size()]).toEqual([true, false, 1]);
    spool.restIfEmpty();
    expect(spool.holds(first.id)).toBe(true);
    await spool.store.erase(first.id);
    spool.restIfEmpty();
    expect(spool.holds(first.id)).toBe(false);
    await spool.create(second, OPTIONS);
    expect(spool.holds(second.id)).toBe(true);
  });

  it('does not erase a job to which something has happened since', async () => {
    const job = newJob();
    await spool.create(job, OPTIONS);
    await spool.store.apply(job.id, { type: 'cancel', expiresAt: 1, reviewAt: null });
    expect(await spool.store.erase(job.id, 1)).toBe(false);
    expect(await spool.store.erase(job.id, 2)).toBe(true);
  });

  it('gives a handover to one process at a time, and to another when that one is gone', async () => {
    const now = Date.now();
    expect(await spool.lease('job', now)).toBe(true);
    expect(await spool.lease('job', now + 1_000)).toBe(false);
    expect(await spool.lease('job', now + 60_000)).toBe(true);
    await spool.release('job');
    expect(await spool.lease('job', now + 60_000)).toBe(true);
    // The clock is set back by an hour.
    expect(await spool.lease('job', now - 3_600_000)).toBe(true);
  });

  it('names the jobs that nobody runs', async () => {
    const [waiting, running, ended] = [newJob(), newJob(), newJob()];
    for (const job of [waiting, running, ended]) await spool.create(job, OPTIONS);
    await spool.store.apply(running.id, { type: 'claim', worker: 'w', reviewAt: 5 });
    await spool.store.apply(ended.id, { type: 'cancel', expiresAt: 1, reviewAt: null });
    expect(spool.atRest(10)).toEqual([waiting.id, ended.id]);
    await spool.store.apply(running.id, { type: 'cancel', expiresAt: 1, reviewAt: null });
    expect(spool.atRest(10)).toEqual([waiting.id, ended.id]);
    await spool.store.apply(running.id, { type: 'stopped', by: 'kill', milliseconds: 1 });
    expect(spool.atRest(10)).toContain(running.id);
  });

  it('names also those whose worker has been silent for a minute, as it may be gone', async () => {
    const [running, stopping] = [newJob(), newJob()];
    for (const job of [running, stopping]) {
      await spool.create(job, OPTIONS);
      await spool.store.apply(job.id, { type: 'claim', worker: 'w', reviewAt: 5 });
    }
    await spool.store.apply(stopping.id, { type: 'cancel', expiresAt: 1, reviewAt: null });
    expect(spool.atRest(10)).toEqual([]);
    expect(spool.atRest(10, Date.now() + 61_000)).toEqual([running.id, stopping.id]);
  });

  it('takes an unknown job of the last outage for one that another machine may hold, for a minute', () => {
    const before = newJob().id;
    expect(spool.mayBeElsewhere(before)).toBe(false);
    redis.become(false);
    const during = newJob().id;
    expect(spool.mayBeElsewhere(during)).toBe(true);
    redis.become(true);
    expect(spool.mayBeElsewhere(during)).toBe(true);
    expect(spool.mayBeElsewhere(during, Date.now() + 61_000)).toBe(false);
    expect(spool.mayBeElsewhere('01800000-0000-7000-8000-000000000000')).toBe(false);
  });
});
