import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Job, JobOptions, Queue } from 'bull';
import type { ClaimableQueue } from './claims.js';

export interface ContractEngine {
  name: 'embedded' | 'redis';
  /** A queue object; two with one name share their jobs. Short leases where asked for. */
  open(
    name: string,
    options?: { lockDuration?: number; stalledInterval?: number; maxStalledCount?: number },
  ): Queue;
  /** The same kind of queue as the process's work loops see it. */
  claims(queue: Queue): ClaimableQueue;
}

/** Opens queues that are closed after each test. */
export function queueOpener(
  engine: ContractEngine,
): (name?: string, options?: Parameters<ContractEngine['open']>[1]) => Queue {
  const opened: Queue[] = [];
  let serial = 0;
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.close()));
  });
  return (name = `contract-${engine.name}-${++serial}`, options) => {
    const queue = engine.open(name, options);
    opened.push(queue);
    return queue;
  };
}

export const completion = (queue: Queue) => once(queue, 'completed') as Promise<[Job, unknown]>;
export const failure = (queue: Queue) => once(queue, 'failed') as Promise<[Job, Error]>;

/** What Bull and the embedded queue promise alike. Where they differ, the test says so with its reason. */
export function queueContract(engine: ContractEngine): void {
  describe(`a queue on ${engine.name}`, () => {
    const open = queueOpener(engine);

    /** Claims and settles what waits, one by one, and gives the data in the order of the claims. */
    async function drain(queue: Queue): Promise<unknown[]> {
      const claims = engine.claims(queue);
      const seen: unknown[] = [];
      void queue.process('*', 0, async (job: Job) => void seen.push(job.data));
      for (let job = await claims.claim(); job; job = await claims.claim())
        await claims.work(job, () => false);
      return seen;
    }

    it('runs a job and keeps what it returned', async () => {
      const queue = open();
      void queue.process('double', async (job: Job) => ({ doubled: job.data.number * 2 }));
      const done = completion(queue);
      const added = await queue.add('double', { number: 21 });
      const [job, value] = await done;
      expect(value).toEqual({ doubled: 42 });
      expect(String(job.id)).toBe(String(added.id));
      const stored = (await queue.getJob(added.id)) as Job;
      expect(stored.returnvalue).toEqual({ doubled: 42 });
      expect(stored.processedOn).toBeGreaterThanOrEqual(stored.timestamp);
      expect(stored.finishedOn).toBeGreaterThanOrEqual(stored.processedOn as number);
      expect(await stored.getState()).toBe('completed');
    });

    it('takes the four signatures of process and hands each job to its handler', async () => {
      const queue = open();
      const ran: string[] = [];
      void queue.process(async () => void ran.push('default'));
      void queue.process('named', async () => void ran.push('named'));
      void queue.process('parallel', 2, async () => void ran.push('parallel'));
      void queue.process('*', async (job: Job) => void ran.push(`* ${job.name}`));
      let left = 4;
      const all = new Promise<void>((resolve) => queue.on('completed', () => --left === 0 && resolve()));
      await Promise.all([
        queue.add({}),
        queue.add('named', {}),
        queue.add('parallel', {}),
        queue.add('other', {}),
      ]);
      await all;
      expect(ran.sort()).toEqual(['* other', 'default', 'named', 'parallel']);
      expect(() => void queue.process('named', async () => {}).catch(() => {})).toThrow('twice');
    });

    it('adds up the concurrencies of its handlers', async () => {
      const queue = open();
      let running = 0;
      let most = 0;
      let release = () => {};
      const gate = new Promise<void>((resolve) => (release = resolve));
      const handler = async () => {
        most = Math.max(most, ++running);
        if (running === 3) release();
        await gate;
        running--;
      };
      void queue.process('a', 2, handler);
      void queue.process('b', 1, handler);
      let left = 6;
      const all = new Promise<void>((resolve) => queue.on('completed', () => --left === 0 && resolve()));
      await queue.addBulk(Array.from({ length: 6 }, () => ({ name: 'a', data: {} })));
      await all;
      expect(most).toBe(3);
    });

    it('is first in, first out, but lifo comes first', async () => {
      const queue = open();
      for (const [data, lifo] of [['one'], ['two'], ['last', true], ['very last', true]] as [
        string,
        boolean?,
      ][]) {
        await queue.add('job', data, { lifo });
      }
      expect(await drain(queue)).toEqual(['very last', 'last', 'one', 'two']);
    });

    it('ignores a second job of the same id', async () => {
      const queue = open();
      await queue.add('job', { first: true }, { jobId: 'same' });
      const again = await queue.add('job', { first: false }, { jobId: 'same' });
      expect(again.id).toBe('same');
      expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 });
      expect(await drain(queue)).toEqual([{ first: true }]);
    });

    it('adds in bulk, in order', async () => {
      const queue = open();
      const jobs = await queue.addBulk([1, 2, 3].map((n) => ({ name: 'job', data: n })));
      expect(new Set(jobs.map((job) => job.id)).size).toBe(3);
      expect(await drain(queue)).toEqual([1, 2, 3]);
    });

    it('tries again at once without a backoff, and fails when the attempts are used up', async () => {
      const queue = open();
      const failures: [number, string][] = [];
      queue.on('failed', (job: Job, error: Error) => failures.push([job.attemptsMade, error.message]));
      const claims = engine.claims(queue);
      void queue.process('*', 0, async () => Promise.reject(new Error('no luck')));
      const added = await queue.add('job', {}, { attempts: 3 });
      for (let job = await claims.claim(); job; job = await claims.claim())
        await claims.work(job, () => false);
      expect(failures).toEqual([1, 2, 3].map((attempt) => [attempt, 'no luck']));
      const job = (await queue.getJob(added.id)) as Job;
      expect(job).toMatchObject({ attemptsMade: 3, failedReason: 'no luck' });
      expect(job.stacktrace).toHaveLength(3);
      expect(await job.getState()).toBe('failed');
    });

    const backoffs: [string, JobOptions['backoff'], number][] = [
      ['a number', 5_000, 5_000],
      ['fixed', { type: 'fixed', delay: 3_000 }, 3_000],
      ['exponential, (2^2 − 1) × delay at the second failure', { type: 'exponential', delay: 1_000 }, 3_000],
      ['a strategy of its own', { type: 'assay' }, 7_000],
    ];
    it.each(backoffs)('waits between attempts: %s', async (_name, backoff, wait) => {
      const queue = open();
      const claims = engine.claims(queue);
      void queue.process('*', 0, async () =>
        Promise.reject(Object.assign(new Error('again'), { retryDelayMs: 7_000 })),
      );
      const added = await queue.add('job', {}, { attempts: 5, backoff });
      const before = Date.now();
      await claims.work((await claims.claim()) as Job, () => false);
      await ((await queue.getJob(added.id)) as Job).promote();
      await claims.work((await claims.claim()) as Job, () => false);
      const [delayed] = await queue.getDelayed();
      expect(String(delayed?.id)).toBe(String(added.id));
      expect(await dueAt(queue, added)).toBeGreaterThanOrEqual(before + wait);
      expect(await dueAt(queue, added)).toBeLessThan(Date.now() + wait + 1);
    });

    it.each([
      ['0: puts the job back at once', 0, 'waiting'],
      ['-1: fails for good', -1, 'failed'],
      ['nothing said: fails for good', undefined, 'failed'],
    ])('takes the delay from the error; %s', async (_name, retryDelayMs, state) => {
      const queue = open();
      const claims = engine.claims(queue);
      void queue.process('*', 0, async () => Promise.reject(Object.assign(new Error('x'), { retryDelayMs })));
      const added = await queue.add('job', {}, { attempts: 100, backoff: { type: 'assay' } });
      await claims.work((await claims.claim()) as Job, () => false);
      expect(await ((await queue.getJob(added.id)) as Job).getState()).toBe(state);
    });

    it('does not try a discarded job again', async () => {
      const queue = open();
      void queue.process('*', async (job: Job) => {
        await job.discard();
        throw new Error('never again');
      });
      const failed = failure(queue);
      const added = await queue.add('job', {}, { attempts: 5 });
      await failed;
      expect(await ((await queue.getJob(added.id)) as Job).getState()).toBe('failed');
    });

    it('runs a delayed job when its time has come', async () => {
      const queue = open();
      void queue.process('*', async () => 'ran');
      const done = completion(queue);
      const start = Date.now();
      const added = await queue.add('job', {}, { delay: 60 });
      await done;
      expect(Date.now() - start).toBeGreaterThanOrEqual(60);
      expect((await queue.getJob(added.id))?.finishedOn).toBeGreaterThanOrEqual(start + 60);
    });

    it('promotes a delayed job, and only such', async () => {
      const queue = open();
      const job = await queue.add('job', 'later', { delay: 60_000 });
      expect(await queue.getJobCounts()).toMatchObject({ delayed: 1, waiting: 0 });
      await job.promote();
      await expect(job.promote()).rejects.toThrow('not in a delayed state');
      expect(await drain(queue)).toEqual(['later']);
    });

    it('retries a failed job once more, and only such', async () => {
      const queue = open();
      const claims = engine.claims(queue);
      void queue.process('*', 0, async () => Promise.reject(new Error('no')));
      const added = await queue.add('job', {}, {});
      await claims.work((await claims.claim()) as Job, () => false);
      const job = (await queue.getJob(added.id)) as Job;
      await job.retry();
      expect(await job.getState()).toBe('waiting');
      await expect(job.retry()).rejects.toThrow('already retried or has not failed');
      await claims.work((await claims.claim()) as Job, () => false);
      expect(await queue.getJob(added.id)).toMatchObject({ attemptsMade: 2 });
      await job.remove();
      await expect(job.retry()).rejects.toThrow("doesn't exist");
    });

    it('removes finished jobs as told: at once, or all but the newest', async () => {
      const queue = open();
      const options = [
        { removeOnComplete: true },
        ...Array.from({ length: 4 }, () => ({ removeOnComplete: 2 })),
      ];
      for (const [n, opts] of options.entries()) await queue.add('job', n, opts);
      await drain(queue);
      const kept = await queue.getCompleted();
      expect(kept.map((job) => job.data).sort()).toEqual([3, 4]);
      expect(await queue.getJobCounts()).toMatchObject({ completed: 2, waiting: 0, active: 0 });
    });

    it('refuses to remove a running job and removes any other', async () => {
      const queue = open();
      const claims = engine.claims(queue);
      await queue.add('job', {});
      const waiting = await queue.add('job', {});
      const running = (await claims.claim()) as Job;
      await expect(running.remove()).rejects.toThrow('Could not remove');
      await waiting.remove();
      expect(await queue.getJob(waiting.id)).toBeNull();
      expect(await queue.getJobCounts()).toMatchObject({ active: 1, waiting: 0 });
      await running.moveToCompleted('by hand', undefined, true as never);
      await running.remove();
      expect(await queue.getJob(running.id)).toBeNull();
    });

    it('stores progress, new data and log lines', async () => {
      const queue = open();
      const job = await queue.add('job', { version: 1 });
      const heard = once(queue, 'progress');
      await job.progress({ percent: 40 });
      expect((await heard)[1]).toEqual({ percent: 40 });
      await job.update({ version: 2 });
      expect([await job.log('first'), await job.log('second')]).toEqual([1, 2]);
      const stored = (await queue.getJob(job.id)) as Job;
      expect(stored.progress()).toEqual({ percent: 40 });
      expect(stored.data).toEqual({ version: 2 });
      expect(await queue.getJobLogs(job.id)).toEqual({ logs: ['first', 'second'], count: 2 });
      await job.remove();
      await expect(job.update({})).rejects.toThrow('Missing key');
    });

    it('keeps its jobs while it is paused for everyone', async () => {
      const queue = open();
      const other = open(queue.name);
      await queue.pause();
      const job = await other.add('job', 'patient');
      expect(await other.isPaused()).toBe(true);
      expect(await queue.getJobCounts()).toMatchObject({ paused: 1, waiting: 0 });
      expect(await job.getState()).toBe('paused');
      expect(await engine.claims(other).claim()).toBeNull();
      await queue.resume();
      expect(await queue.getJobCounts()).toMatchObject({ paused: 0, waiting: 1 });
      expect(await drain(other)).toEqual(['patient']);
    });

    it('claims nothing while it is paused here, and others do', async () => {
      const queue = open();
      const other = open(queue.name);
      await queue.add('job', 'mine');
      await queue.pause(true);
      expect(await engine.claims(queue).claim()).toBeNull();
      expect(await queue.isPaused()).toBe(false);
      expect(((await engine.claims(other).claim()) as Job).data).toBe('mine');
    });

    it('lists by state: the next to run first, the last finished first', async () => {
      const queue = open();
      for (const n of [1, 2, 3, 4]) await queue.add('job', n);
      expect((await queue.getWaiting(0, 1)).map((job) => job.data)).toEqual([1, 2]);
      expect((await queue.getJobs(['waiting'], 0, 1)).map((job) => job.data)).toEqual([4, 3]);
      expect(await queue.getWaitingCount()).toBe(4);
      expect(await queue.count()).toBe(4);
      await drain(queue);
      expect(await queue.getCompletedCount()).toBe(4);
      expect(await queue.getJobCounts()).toMatchObject({
        waiting: 0,
        active: 0,
        completed: 4,
        failed: 0,
        delayed: 0,
      });
    });

    it('cleans old jobs of a state and empties itself', async () => {
      const queue = open();
      const first = await queue.add('job', 1);
      await drain(queue);
      await queue.add('job', 2);
      await queue.add('job', 3, { delay: 60_000 });
      expect(await queue.clean(60_000, 'completed')).toEqual([]);
      // The oldest possible grace: everything that has finished before the next millisecond.
      expect(await queue.clean(-5, 'completed')).toEqual([String(first.id)]);
      await queue.empty();
      expect(await queue.count()).toBe(0);
    });

    async function dueAt(queue: Queue, job: Job): Promise<number> {
      // Engines keep the due time in different places and Bull tells it nowhere but in its sorted set.
      if (engine.name === 'redis') {
        const client = (queue as unknown as { client: { zscore(key: string, id: string): Promise<string> } })
          .client;
        return (
          Number(
            await client.zscore(
              (queue as unknown as { toKey(t: string): string }).toKey('delayed'),
              String(job.id),
            ),
          ) / 4096
        );
      }
      const { file } = queue as unknown as { file: import('../platform/sqlite/index.js').SqliteFile };
      const table = 'queue_job JOIN queue ON queue.key = queue_job.queue';
      const sql = `SELECT due_at FROM ${table} WHERE queue.name = ? AND id = ?`;
      return file.read((reader) => reader.get<{ due_at: number }>(sql, [queue.name, String(job.id)]))!.due_at;
    }
  });
}
