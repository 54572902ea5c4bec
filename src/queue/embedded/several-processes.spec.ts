import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transpileQueue } from '../testing/transpile.js';
import { EmbeddedQueue } from './embedded-queue.js';

const source = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe('EmbeddedQueue worked by several processes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assay-processes-'));
  const path = join(directory, 'queue.sqlite');
  let code: ReturnType<typeof transpileQueue>;

  beforeAll(() => {
    code = transpileQueue(source);
  });

  afterAll(() => {
    code.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  function startWorker(name: string): { child: ChildProcess; completed: string[]; errors: string[] } {
    const child = fork(join(code.directory, 'queue/testing/worker-process.js'), [path, name, '8'], {
      execArgv: [],
    });
    const worker = { child, completed: [] as string[], errors: [] as string[] };
    child.on('message', (message: { completed?: string; error?: string }) => {
      if (message.completed) worker.completed.push(message.completed);
      if (message.error) worker.errors.push(message.error);
    });
    return worker;
  }

  /** Other processes settle jobs unheard by this one, so their progress is looked at. */
  async function until(done: () => Promise<boolean>): Promise<void> {
    while (!(await done())) await pause(10);
  }

  async function end(child: ChildProcess): Promise<void> {
    const exit = once(child, 'exit');
    child.send('close');
    await exit;
  }

  it('loses nothing and settles nothing twice while two work and a third adds', async () => {
    const queue = new EmbeddedQueue('shared', { path });
    const workers = [startWorker('shared'), startWorker('shared')];
    const total = 2_000;
    for (let added = 0; added < total; added += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => queue.add('job', { n: added + n })));
    }
    await until(async () => (await queue.getCompletedCount()) === total);
    await Promise.all(workers.map(({ child }) => end(child)));

    const settled = workers.flatMap(({ completed }) => completed);
    expect(settled).toHaveLength(total);
    expect(new Set(settled).size).toBe(total);
    expect(workers.every(({ completed }) => completed.length > 0)).toBe(true);
    expect(workers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    await queue.close();
  });

  it('brings back the jobs of a killed worker, and each is settled once', async () => {
    const queue = new EmbeddedQueue('killed', { path });
    const total = 1_000;
    await queue.addBulk(Array.from({ length: total }, (_, n) => ({ name: 'job', data: { n } })));
    const victim = startWorker('killed');
    const survivor = startWorker('killed');
    await until(async () => victim.completed.length > 20);
    victim.child.kill('SIGKILL');
    await until(async () => (await queue.getCompletedCount()) === total);
    await end(survivor.child);

    const settled = [...victim.completed, ...survivor.completed];
    expect(new Set(settled).size).toBe(settled.length);
    expect(survivor.errors).toEqual([]);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, active: 0, completed: total, failed: 0 });
    await queue.close();
  });

  it('wakes a worker of another process within a fraction of its poll interval', async () => {
    const queue = new EmbeddedQueue('woken', { path, pollIntervalMs: 60_000 });
    const worker = startWorker('woken');
    await queue.add('job', {});
    await until(async () => worker.completed.length === 1);
    const start = performance.now();
    const settled = once(worker.child, 'message');
    await queue.add('job', {});
    await settled;
    // The worker asks the file by itself once a second; the doorbell is what makes this fast.
    expect(performance.now() - start).toBeLessThan(500);
    await end(worker.child);
    await queue.close();
  });
});
