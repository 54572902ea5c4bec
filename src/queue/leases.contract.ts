import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Job } from 'bull';
import { completion, type ContractEngine, failure, queueOpener } from './queue.contract.js';
import { WorkLoops } from './work-loops.js';

/** Who may work a job and who may settle it, and what happens when a worker goes away. */
export function leasesContract(engine: ContractEngine): void {
  describe(`leases and loops on ${engine.name}`, () => {
    const open = queueOpener(engine);

    it('takes a job back whose worker is gone, without counting an attempt', async () => {
      const name = `contract-stall-${engine.name}`;
      const dead = open(name, { lockDuration: 50, stalledInterval: 20 });
      const alive = open(name, { lockDuration: 1_000, stalledInterval: 20, maxStalledCount: 1_000 });
      await dead.add('job', 'orphan');
      // Claimed and never worked: no lease is renewed.
      expect(await engine.claims(dead).claim()).not.toBeNull();
      const done = completion(alive);
      const stalled = once(alive, 'stalled');
      void alive.process('*', async (job: Job) => job.attemptsMade);
      await stalled;
      const [job, attempts] = await done;
      expect(job.data).toBe('orphan');
      expect(attempts).toBe(0);
    });

    it('fails a job that stalled too often', async () => {
      const name = `contract-stall-limit-${engine.name}`;
      const dead = open(name, { lockDuration: 50 });
      const alive = open(name, { lockDuration: 1_000, stalledInterval: 20, maxStalledCount: 0 });
      await dead.add('job', 'cursed');
      expect(await engine.claims(dead).claim()).not.toBeNull();
      const failed = failure(alive);
      void alive.process('*', async () => 'must not run');
      const [job, error] = await failed;
      expect(job.data).toBe('cursed');
      expect(error.message).toContain('stalled more than allowable limit');
    });

    it('renews the lease of a job that runs longer than it lasts', async () => {
      const name = `contract-renew-${engine.name}`;
      const worker = open(name, { lockDuration: 120, stalledInterval: 20 });
      const watcher = open(name, { lockDuration: 120, stalledInterval: 20 });
      let runs = 0;
      watcher.on('stalled', () => (runs += 100));
      void watcher.process('other', 0, async () => {});
      void worker.process('*', async () => {
        runs++;
        await new Promise((resolve) => setTimeout(resolve, 500));
      });
      const done = completion(worker);
      await worker.add('job', {});
      await done;
      expect(runs).toBe(1);
    });

    it('does not let a worker settle a job whose lease it lost', async () => {
      const name = `contract-fence-${engine.name}`;
      const slow = open(name, { lockDuration: 40 });
      const quick = open(name, { lockDuration: 5_000, stalledInterval: 20, maxStalledCount: 1_000 });
      await slow.add('job', {});
      const stale = (await engine.claims(slow).claim()) as Job;
      const done = completion(quick);
      void quick.process('*', async () => 'second');
      await done;
      await expect(stale.moveToCompleted('first', undefined, true as never)).rejects.toThrow(
        /lock|not in the active/i,
      );
      expect((await quick.getJob(stale.id))?.returnvalue).toBe('second');
    });

    it('hands over the next job with the settlement when asked, and decides at the end of the job', async () => {
      const queue = open();
      const claims = engine.claims(queue);
      let more = false;
      void queue.process('*', 0, async () => void (more = true));
      for (const n of [1, 2]) await queue.add('job', n);
      const next = await claims.work((await claims.claim()) as Job, () => more);
      expect(next?.data).toBe(2);
      expect(await claims.work(next as Job, () => true)).toBeNull();
    });

    it('fails a job for which there is no handler', async () => {
      const queue = open();
      const claims = engine.claims(queue);
      void queue.process('known', 0, async () => {});
      await queue.add('unknown', {});
      const failed = failure(queue);
      await claims.work((await claims.claim()) as Job, () => false);
      expect((await failed)[1].message).toContain('Missing process handler');
    });

    it('tells the loops of another queue object that a job is waiting', async () => {
      const producer = open();
      const worker = open(producer.name);
      const seen: unknown[] = [];
      void worker.process('*', 0, async (job: Job) => void seen.push(job.data));
      const loops = new WorkLoops();
      const idle = once(loops, 'idle');
      loops.start({ queues: [engine.claims(worker)], slots: 2 });
      await idle;
      const done = completion(worker);
      await producer.add('job', 'hello');
      await done;
      expect(seen).toEqual(['hello']);
      await loops.stop();
      expect(loops.running()).toBe(0);
    });

    it('waits for running jobs when it closes', async () => {
      const queue = engine.open(`contract-close-${engine.name}`);
      let finished = false;
      const started = once(queue, 'active');
      void queue.process('*', async () => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        finished = true;
      });
      await queue.add('job', {});
      await started;
      await queue.close();
      expect(finished).toBe(true);
    });
  });
}
