import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JOB_STATES, type JobRecord } from '../record/record.js';
import { histories, sampleEvent } from '../testing/events.js';
import { newJob } from '../testing/new-job.js';
import { type JobEvent, transition } from '../record/transition.js';
import type { JobStore, NewJob } from './job-store.js';
import { PRESENCE_TTL_MS, type WorkerPresence, type WorkerRegistry } from './worker-registry.js';

export interface StoreUnderTest {
  store: JobStore;
  /** The same data through other connections, as another process sees it. */
  elsewhere: JobStore;
  registry: WorkerRegistry;
  close(): Promise<void>;
}

const OPTIONS = { maximumWaiting: 1_000_000, reviewAt: 5 };
const HOUR = 3_600_000;

/** A promise and the function that resolves it. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** What every engine's job store must do. */
export function jobStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`job store on ${name}`, () => {
    let under: StoreUnderTest;
    let store: JobStore;

    beforeAll(async () => {
      under = await open();
      store = under.store;
    });
    afterAll(() => under.close());

    const create = async (values: Partial<NewJob> = {}): Promise<NewJob> => {
      const job = newJob(values);
      expect(await store.create(job, OPTIONS)).toBe('created');
      return job;
    };
    const claimed = async (values: Partial<NewJob> = {}): Promise<JobRecord> => {
      const job = await create(values);
      const applied = await store.apply(job.id, sampleEvent('claim', 0));
      if (applied.outcome !== 'applied') throw new Error(applied.outcome);
      return applied.record!;
    };
    const stateCount = async (type: string, state: string) =>
      (await store.counts()).find((row) => row.type === type && row.state === state) ?? {
        current: 0,
        total: 0,
      };

    it('gives back what was written, with every type kept', async () => {
      const job = await create({ urgent: true, requestId: null });
      expect(await store.get(job.id)).toEqual({ ...job, sequence: expect.any(Number), events: 1 });
      expect(await under.elsewhere.get(job.id)).toEqual(await store.get(job.id));
      expect(await store.get(newJob().id)).toBeNull();
    });

    it('shows at a glance what this process did, at once, and what another did, soon', async () => {
      const { id, token } = await claimed();
      for (let turn = 0; turn < 4; turn++) expect(await store.glance(id)).toEqual(await store.get(id));
      await store.apply(id, { ...sampleEvent('progress', token), type: 'progress' } as never);
      expect(await store.glance(id)).toEqual(await store.get(id));
      const seen = withResolvers();
      const stop = await store.watch(id, seen.resolve);
      await under.elsewhere.apply(id, sampleEvent('complete', token));
      await seen.promise;
      stop();
      expect(await store.glance(id)).toMatchObject({ id, state: 'completed' });
      await under.elsewhere.erase(id);
      expect(await store.get(id)).toBeNull();
    });

    it('does in every random history what transition() says, and writes one timeline line for each change', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const job = newJob();
          await store.create(job, OPTIONS);
          let expected = (await store.get(job.id))!;
          let now = expected.createdAt;
          for (const { type, behind } of history) {
            now += 10;
            const event = sampleEvent(type, expected.token - behind);
            const step = transition(expected, event, now);
            const applied = await store.apply(job.id, event, now);
            expect([applied.outcome, 'was' in applied && applied.was]).toEqual([step.outcome, step.was]);
            if (step.outcome !== 'applied') continue;
            const stored = (await store.get(job.id))!;
            expect(stored).toEqual({ ...step.record, sequence: stored.sequence });
            if (applied.outcome === 'applied' && applied.record) expect(applied.record).toEqual(stored);
            expected = stored;
          }
          const lines = await store.timeline(job.id);
          expect(lines.map((line) => line.n)).toEqual(lines.map((_, index) => index + 1));
          expect(lines).toHaveLength(expected.events);
          expect(lines.at(-1)!.state).toBe(expected.state);
        }),
        { numRuns: 150 },
      );
    }, 60_000);

    it('keeps counters equal to a recount after random histories', async () => {
      const type = 'counted';
      const jobs = new Map<string, string>();
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const job = newJob({ type, queue: 'counted-queue' });
          await store.create(job, OPTIONS);
          for (const event of history) await store.apply(job.id, sampleEvent(event.type, 1 - event.behind));
          jobs.set(job.id, (await store.get(job.id))!.state);
        }),
        { numRuns: 60 },
      );
      for (const state of JOB_STATES) {
        const recount = [...jobs.values()].filter((one) => one === state).length;
        expect((await stateCount(type, state)).current).toBe(recount);
        expect(
          (await store.list({ owner: 'owner-key', types: [type], states: [state], limit: 1, before: null }))
            .total,
        ).toBe(recount);
      }
      const queued = [...jobs.values()].filter((state) =>
        ['waiting', 'delayed', 'retrying'].includes(state),
      ).length;
      const tally = await store.tally('counted-queue');
      expect(tally.waiting).toBe(queued);
      expect(tally.tail - tally.left).toBe(queued);
    }, 60_000);

    it('lets only the newest attempt settle', async () => {
      const first = await claimed();
      const second = await store.apply(first.id, sampleEvent('claim', 0));
      expect(second).toMatchObject({ outcome: 'applied', record: { token: 2, losses: 1, attempts: 1 } });
      expect((await store.apply(first.id, sampleEvent('complete', 1))).outcome).toBe('fenced');
      expect((await store.apply(first.id, sampleEvent('complete', 2))).outcome).toBe('applied');
      expect((await store.apply(first.id, sampleEvent('complete', 2))).outcome).toBe('refused');
    });

    it('lets exactly one of many concurrent claims of a waiting job be the first', async () => {
      const job = await create();
      const stores = [store, under.elsewhere];
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, index) => stores[index % 2]!.apply(job.id, sampleEvent('cancel', 0))),
      );
      expect(outcomes.filter((outcome) => outcome.outcome === 'applied')).toHaveLength(1);
    });

    it('refuses a job when its queue is full, and takes one again when there is room', async () => {
      const options = { ...OPTIONS, maximumWaiting: 2 };
      const [a, b, c] = [1, 2, 3].map(() => newJob({ queue: 'small' }));
      expect(await store.create(a!, options)).toBe('created');
      expect(await store.create(b!, options)).toBe('created');
      expect(await store.create(c!, options)).toBe('full');
      expect(await store.get(c!.id)).toBeNull();
      await store.apply(a!.id, sampleEvent('claim', 0));
      expect(await store.create(c!, options)).toBe('created');
    });

    it('lists the newest first, page by page, within one owner', async () => {
      const owner = 'list-owner';
      const jobs: NewJob[] = [];
      for (let n = 0; n < 7; n++) jobs.push(await create({ owner, type: n % 2 ? 'odd' : 'even' }));
      await create({ owner: 'another' });
      await store.apply(jobs[3]!.id, sampleEvent('cancel', 0));
      const page = (before: string | null, types = ['odd', 'even']) =>
        store.list({ owner, types, states: [...JOB_STATES], limit: 4, before });
      const newest = jobs.map((job) => job.id).reverse();
      const first = await page(null);
      expect(first.total).toBe(7);
      expect(first.records.map((record) => record.id)).toEqual(newest.slice(0, 4));
      const second = await page(newest[3]!);
      expect(second.records.map((record) => record.id)).toEqual(newest.slice(4));
      expect((await page(null, ['odd'])).records.map((record) => record.id)).toEqual(
        [5, 3, 1].map((n) => jobs[n]!.id),
      );
      const cancelled = await store.list({
        owner,
        types: ['odd', 'even'],
        states: ['cancelled'],
        limit: 9,
        before: null,
      });
      expect(cancelled.records.map((record) => record.id)).toEqual([jobs[3]!.id]);
    });

    it('tells of changes made through another connection', async () => {
      const record = await claimed();
      const change = withResolvers();
      const stop = await store.watch(record.id, change.resolve);
      await under.elsewhere.apply(record.id, sampleEvent('progress', record.token));
      await change.promise;
      stop();
    });

    it('tells everybody about the cancel of a running job, not of a waiting one', async () => {
      const heard: string[] = [];
      const waiting = await create();
      const running = await claimed();
      const told = withResolvers();
      const stop = await store.onCancelled((id) => {
        heard.push(id);
        if (id === running.id) told.resolve();
      });
      await under.elsewhere.apply(waiting.id, sampleEvent('cancel', 0));
      await under.elsewhere.apply(running.id, sampleEvent('cancel', 0));
      await told.promise;
      expect(heard).toContain(running.id);
      expect(heard).not.toContain(waiting.id);
      stop();
    });

    it('shows jobs whose review is due until they are confirmed or settled', async () => {
      const [a, b] = [await create({ queue: 'review' }), await claimed({ queue: 'review' })];
      const due = async () =>
        (await store.due(Number.MAX_SAFE_INTEGER, 100_000)).filter((id) => id === a.id || id === b.id);
      expect((await due()).sort()).toEqual([a.id, b.id].sort());
      await store.confirmQueued([a.id]);
      await store.apply(b.id, sampleEvent('complete', 1));
      expect(await due()).toEqual([]);
    });

    it('keeps a job on the review whose end must be announced, whatever is confirmed, until that end is closed', async () => {
      const [cancelled, failed] = [await create(), await claimed()];
      const due = async () =>
        (await store.due(Number.MAX_SAFE_INTEGER, 100_000)).filter((id) =>
          [cancelled.id, failed.id].includes(id),
        );
      await store.apply(cancelled.id, { type: 'cancel', expiresAt: HOUR, reviewAt: 7 });
      await store.apply(failed.id, { ...sampleEvent('fail', 1), reviewAt: 8 } as JobEvent);
      await store.confirmQueued([cancelled.id, failed.id]);
      expect(await due()).toEqual([cancelled.id, failed.id]);
      const { finishedAt } = (await store.get(cancelled.id))!;
      await store.closeReview(cancelled.id, finishedAt! - 1);
      expect(await due()).toContain(cancelled.id);
      await store.closeReview(cancelled.id, finishedAt!);
      expect(await due()).toEqual([failed.id]);
      await store.apply(failed.id, sampleEvent('retry', 0));
      await store.closeReview(failed.id, (await under.elsewhere.get(failed.id))!.updatedAt);
      expect(await due()).toEqual([failed.id]);
    });

    it('walks through the jobs of all owners, newest first, page by page', async () => {
      const jobs = [];
      for (let n = 0; n < 1_100; n++)
        jobs.push(await create({ type: 'walked', queue: 'walked', owner: `owner-${n % 3}` }));
      await store.apply(jobs[5]!.id, sampleEvent('cancel', 0));
      const walked: string[] = [];
      for await (const id of store.walk({ types: ['walked'], states: ['waiting'] })) walked.push(id);
      const waiting = jobs.map(({ id }) => id).filter((_id, n) => n !== 5);
      expect(walked).toEqual(waiting.sort().reverse());
      for await (const id of store.walk({ types: ['walked'], states: ['cancelled'] }))
        expect(id).toBe(jobs[5]!.id);
    });

    it('leaves a job as it is that is created again under an id that is known', async () => {
      const job = await claimed({ queue: 'known' });
      const again = { ...newJob({ queue: 'known' }), id: job.id };
      expect(await store.create(again, { ...OPTIONS, unlessKnown: true })).toBe('known');
      expect(await store.get(job.id)).toMatchObject({ state: 'active', input: job.input });
      expect((await store.tally('known')).waiting).toBe(0);
      const fresh = newJob({ queue: 'known' });
      expect(await store.create(fresh, { ...OPTIONS, unlessKnown: true })).toBe('created');
    });

    it('keeps the blobs of a job by name until it is erased, and takes none from an overtaken attempt', async () => {
      const job = newJob();
      await store.create(job, { ...OPTIONS, blobs: ['first', 'second'] });
      expect(await store.keepBlob(job.id, 1, 'artefact/a.png', 'early')).toEqual({ outcome: 'fenced' });
      await store.apply(job.id, sampleEvent('claim', 0));
      const kept = (name: string, reference: string) => store.keepBlob(job.id, 1, name, reference);
      expect(await kept('artefact/a.png', 'old')).toEqual({ outcome: 'kept', replaced: null });
      expect(await kept('artefact/a.png', 'new')).toEqual({ outcome: 'kept', replaced: 'old' });
      await store.apply(job.id, sampleEvent('claim', 0));
      expect(await kept('artefact/b.png', 'late')).toEqual({ outcome: 'fenced' });
      const complete = sampleEvent('complete', 2);
      await store.apply(job.id, { ...complete, result: null, resultBlob: 'large' } as never);
      expect(Object.fromEntries(await under.elsewhere.blobsOf(job.id))).toEqual({
        'input/0': 'first',
        'input/1': 'second',
        'artefact/a.png': 'new',
        result: 'large',
      });
      await store.erase(job.id);
      expect((await store.blobsOf(job.id)).size).toBe(0);
    });

    it('erases a job whole, whatever its state, and keeps the totals', async () => {
      const job = await claimed({ type: 'erased' });
      await store.apply(job.id, sampleEvent('complete', 1));
      const before = await stateCount('erased', 'completed');
      expect(await store.expired(Number.MAX_SAFE_INTEGER, 100_000)).toContain(job.id);
      expect(await store.erase(job.id)).toBe(true);
      expect(await store.erase(job.id)).toBe(false);
      expect(await store.get(job.id)).toBeNull();
      expect(await store.timeline(job.id)).toEqual([]);
      const after = await stateCount('erased', 'completed');
      expect([after.current, after.total]).toEqual([before.current - 1, before.total]);
      const waiting = await create({ type: 'erased', queue: 'erased-queue' });
      await store.erase(waiting.id);
      expect((await store.tally('erased-queue')).waiting).toBe(0);
    });

    it('holds an idempotency key from reservation to job, and lets it go with the job', async () => {
      expect(await store.reserveKey('key-1', 60_000)).toEqual({ state: 'reserved' });
      expect(await store.reserveKey('key-1', 60_000)).toEqual({ state: 'pending' });
      await store.releaseKey('key-1');
      expect(await store.reserveKey('key-1', 60_000)).toEqual({ state: 'reserved' });
      const job = newJob();
      const key = { hash: 'key-1', fingerprint: 'print', expiresAt: Date.now() + HOUR };
      await store.create(job, { ...OPTIONS, key });
      await store.releaseKey('key-1');
      expect(await store.reserveKey('key-1', 60_000)).toEqual({
        state: 'bound',
        fingerprint: 'print',
        jobId: job.id,
      });
      await store.erase(job.id);
      expect(await store.reserveKey('key-1', 60_000)).toEqual({ state: 'reserved' });
    });

    it('samples run and wait times of the minute', async () => {
      const job = await create({ type: 'sampled' });
      const at = Math.max(Date.now(), job.queuedAt);
      await store.apply(job.id, sampleEvent('claim', 0), at + 100);
      await store.apply(job.id, sampleEvent('complete', 1), at + 600);
      const samples = (await store.samples(60)).filter((sample) => sample.type === 'sampled');
      expect(samples.map((sample) => [sample.completed, sample.failed])).toEqual([[1, 0]]);
      const [run, wait] = [[...samples[0]!.run.keys()][0]!, [...samples[0]!.wait.keys()][0]!];
      expect(1.2 ** run - 1).toBeLessThanOrEqual(500);
      expect(1.2 ** (run + 1) - 1).toBeGreaterThanOrEqual(500);
      expect(1.2 ** wait - 1).toBeLessThanOrEqual(100 + at - job.queuedAt);
    });

    it('knows the workers that have beaten lately', async () => {
      const presence = (name: string, beatAt: number): WorkerPresence => ({
        name,
        host: 'host',
        pid: 1,
        queues: ['default'],
        slots: 2,
        jobs: [],
        rssBytes: 1,
        startedAt: 1,
        beatAt,
        processed: 0,
        failed: 0,
        retried: 0,
      });
      const now = Date.now();
      await under.registry.beat(presence('old@host', now - PRESENCE_TTL_MS - 1));
      await under.registry.beat(presence('new@host', now));
      expect((await under.registry.present(now)).map((worker) => worker.name)).toEqual(['new@host']);
      await under.registry.leave('new@host');
      expect(await under.registry.present(now)).toEqual([]);
    });

    it('agrees on the value that was said first', async () => {
      expect(await under.registry.agree('topic', 'first')).toBe('first');
      expect(await under.registry.agree('topic', 'second')).toBe('first');
    });
  });
}
