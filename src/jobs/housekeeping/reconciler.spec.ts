import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BlobStore } from '../../storage/index.js';
import { Jobs } from '../jobs.service.js';
import { ping } from '../ping/ping.job.js';
import { QueueEntries } from '../submit/queue-entries.js';
import { Reconciler } from './reconciler.js';
import { Sealer } from '../record/sealer.js';
import { newJob } from '../testing/new-job.js';
import { Workbench } from '../testing/workbench.js';

const OPTIONS = { maximumWaiting: 100, reviewAt: Date.now() - 1 };
const LATER = 10 * 60_000;

describe('Reconciler', () => {
  let bench: Workbench;
  let reconciler: Reconciler;
  let entries: QueueEntries;

  beforeEach(async () => {
    bench = await Workbench.open();
    reconciler = bench.get(Reconciler);
    entries = bench.get(QueueEntries);
  });
  afterEach(() => bench.close());

  /** A record as a submit writes it; the process dies before the job reaches its queue. */
  async function recordWithoutEntry(input: object = {}) {
    const job = newJob();
    job.input = bench.get(Sealer).seal(input, job.id);
    expect(await bench.store.create(job, OPTIONS)).toBe('created');
    return job;
  }

  it('puts a job into its queue that a crash kept from it, once', async () => {
    const job = await recordWithoutEntry();
    expect(await entries.has(job)).toBe(false);
    expect((await reconciler.reconcile()).requeued).toBe(1);
    expect(await entries.has(job)).toBe(true);
    expect((await reconciler.reconcile(Date.now() + LATER)).requeued).toBe(0);
    expect(await bench.attempt(ping, job.id, () => ({ models: [] }))).toMatchObject({ state: 'completed' });
  });

  it('two of them at once do it as one would', async () => {
    const jobs = await Promise.all(Array.from({ length: 20 }, () => recordWithoutEntry()));
    await Promise.all([reconciler.reconcile(), reconciler.reconcile()]);
    for (const job of jobs) expect(await entries.has(job)).toBe(true);
    expect((await bench.store.tally('default')).waiting).toBe(20);
  });

  it('leaves alone what lies in its queue, and what has ended', async () => {
    const queued = await bench.submit(ping);
    const ended = await recordWithoutEntry();
    await bench.get(Jobs).cancel({ ...ended, sequence: 1, events: 1 });
    expect(await reconciler.reconcile(Date.now() + LATER)).toEqual({ requeued: 0, removed: 0 });
    expect(await entries.has(queued)).toBe(true);
    expect(await entries.has(ended)).toBe(false);
  });

  it('brings back a running job that its queue has forgotten, once its time is over', async () => {
    const job = await recordWithoutEntry();
    const reviewAt = Date.now() + 60_000;
    await bench.store.apply(job.id, { type: 'claim', worker: 'gone', reviewAt });
    expect((await reconciler.reconcile(reviewAt - 1)).requeued).toBe(0);
    expect((await reconciler.reconcile(reviewAt + 1)).requeued).toBe(1);
    expect(await entries.has(job)).toBe(true);
  });

  it('removes a finished job past its keeping time with its files, and no earlier', async () => {
    const blob = await bench.get(BlobStore).put(Readable.from(['the report']), { maximumBytes: 100 });
    const file = { ...blob, filename: 'report.pdf' };
    const record = await bench.submit(ping, { file });
    await bench.attempt(ping, record.id, () => ({ models: [] }));
    const { expiresAt } = await bench.record(record.id);
    expect((await reconciler.reconcile(expiresAt! - 1)).removed).toBe(0);
    expect(await bench.get(BlobStore).stat(blob.reference)).not.toBeNull();
    expect((await reconciler.reconcile(expiresAt! + 1)).removed).toBe(1);
    expect(await bench.get(BlobStore).stat(blob.reference)).toBeNull();
    expect(await bench.store.get(record.id)).toBeNull();
    expect(await bench.store.timeline(record.id)).toEqual([]);
  });

  it('a record sealed with another key does not keep the others', async () => {
    const foreign = newJob({ input: new Sealer('another key, of at least 32 characters').seal({}, 'x') });
    await bench.store.create(foreign, OPTIONS);
    await bench.store.apply(foreign.id, { type: 'cancel', expiresAt: Date.now() - 2, reviewAt: null });
    const own = await recordWithoutEntry();
    await bench.store.apply(own.id, { type: 'cancel', expiresAt: Date.now() - 1, reviewAt: null });
    expect((await reconciler.reconcile()).removed).toBe(2);
    expect(await bench.store.get(own.id)).toBeNull();
  });
});
