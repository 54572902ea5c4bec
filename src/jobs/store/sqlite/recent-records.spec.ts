import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Doorbell, SqliteFile } from '../../../platform/sqlite/index.js';
import { sampleEvent } from '../../testing/events.js';
import { newJob } from '../../testing/new-job.js';
import { SqliteJobStore } from './sqlite-job-store.js';

const OPTIONS = { maximumWaiting: 1_000, reviewAt: 5 };

describe('records that the SQLite store remembers', () => {
  let directory: string;
  let file: SqliteFile;
  let store: SqliteJobStore;
  let elsewhere: SqliteJobStore;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'assay-recent-'));
    const path = join(directory, 'jobs.sqlite');
    file = new SqliteFile(path);
    store = new SqliteJobStore(file, Doorbell.open(path));
    elsewhere = new SqliteJobStore(new SqliteFile(path), Doorbell.open(path));
  });
  afterEach(async () => {
    await store.close();
    await elsewhere.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are those of other processes as soon as these have committed', async () => {
    const { id } = newJob();
    await store.create(newJob({ id }), OPTIONS);
    await elsewhere.apply(id, sampleEvent('claim', 0));
    expect(await store.get(id)).toMatchObject({ state: 'active', token: 1 });
    await elsewhere.apply(id, sampleEvent('complete', 1));
    expect((await store.apply(id, sampleEvent('cancel', 1))).outcome).toBe('refused');
    await elsewhere.erase(id);
    expect(await store.get(id)).toBeNull();
  });

  it('see each other within one transaction', async () => {
    const job = newJob();
    const [created, claimed, progressed] = await Promise.all([
      store.create(job, OPTIONS),
      store.apply(job.id, sampleEvent('claim', 0)),
      store.apply(job.id, sampleEvent('progress', 1)),
    ]);
    expect([created, claimed.outcome, progressed.outcome]).toEqual(['created', 'applied', 'applied']);
    expect(await store.get(job.id)).toEqual(await elsewhere.get(job.id));
  });

  it('know nothing of a transaction that was rolled back', async () => {
    const job = newJob();
    await store.create(job, OPTIONS);
    const [claimed] = await Promise.allSettled([
      store.apply(job.id, sampleEvent('claim', 0)),
      file.write(() => {
        throw new Error('changed my mind');
      }),
    ]);
    expect(claimed).toMatchObject({ status: 'fulfilled', value: { outcome: 'applied' } });
    expect(await store.get(job.id)).toMatchObject({ state: 'active', token: 1, events: 2 });
    expect(await store.get(job.id)).toEqual(await elsewhere.get(job.id));
  });
});
