import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ComputationReference, ComputeProgress } from './computation/index.js';
import { ComputeChild } from './compute-child.js';
import { ComputePool, type ComputePoolOptions, type StopReport } from './pool.js';
import { residentBytesOf } from './process-memory.js';
import { buildProgram } from './testing/build-program.js';
import * as computations from './testing/computations.js';

const MEBIBYTE = 1024 * 1024;
const program = buildProgram();
const pools: ComputePool[] = [];

/** The computation as a child finds it: the same one, in the compiled module. */
function compiled<Input, Output>(
  computation: ComputationReference<Input, Output>,
): ComputationReference<Input, Output> {
  return { module: program.module('computations'), name: computation.name };
}

function openPool(options: Partial<ComputePoolOptions> = {}): ComputePool {
  const pool = new ComputePool({
    concurrency: 1,
    maximumTasksPerChild: 1000,
    childMemoryLimitBytes: 512 * MEBIBYTE,
    entry: program.entry,
    ...options,
  });
  pools.push(pool);
  return pool;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended but is not yet collected by its parent still has an id.
    return !existsSync(`/proc/${pid}`) || residentBytesOf(pid) !== null;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Starts a computation that spins for ever and resolves when it does. */
async function startSpinning(
  pool: ComputePool,
  signal: AbortSignal,
  onStopped?: (report: StopReport) => void,
) {
  let started: (pid: number) => void = () => undefined;
  const pid = new Promise<number>((resolve) => (started = resolve));
  const run = pool.run(compiled(computations.spin), null, {
    signal,
    onStopped,
    onProgress: ({ words }) => started(Number(words)),
  });
  run.catch(() => undefined);
  return { run, pid: await pid };
}

describe('ComputePool', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });
  afterAll(() => program.remove());

  it('forks nothing before the first task and answers with the output', async () => {
    const pool = openPool();
    expect(pool.stats().children).toBe(0);
    await expect(pool.run(compiled(computations.double), 21)).resolves.toBe(42);
    expect(pool.stats()).toMatchObject({
      children: 1,
      busy: 0,
      waiting: 0,
      tasksDone: 1,
      recycled: 0,
      killed: 0,
    });
    expect(pool.stats().residentBytes).toBeGreaterThan(10 * MEBIBYTE);
  });

  it('passes progress on in order, and warnings', async () => {
    const updates: ComputeProgress[] = [];
    const warnings: string[] = [];
    const names = ['decode', 'segment', 'measure', 'report'];
    await openPool().run(compiled(computations.steps), names, {
      progress: (update) => updates.push(update),
      onWarning: (message) => warnings.push(message),
    });
    expect(updates).toEqual(names.map((step, index) => ({ step, current: index + 1, total: 4 })));
    expect(warnings).toEqual(['all steps done']);
  });

  it('stores what a computation hands over before it answers, also when its process ends', async () => {
    const kept: string[] = [];
    const keepArtefact = async (name: string, body: Uint8Array): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      kept.push(`${name}: ${Buffer.from(body).toString()}`);
    };
    const pool = openPool();
    await expect(pool.run(compiled(computations.keepThenLeave), 0, { keepArtefact })).resolves.toBe('done');
    expect(kept).toEqual(['page-1: kept']);
    const broken = pool.run(compiled(computations.keepThenLeave), 3, { keepArtefact });
    await expect(broken).rejects.toMatchObject({ failureClass: 'bug' });
    expect(kept).toHaveLength(2);
  });

  it('survives what it cannot store', async () => {
    const keepArtefact = (): Promise<void> => Promise.reject(new Error('no space'));
    const run = openPool().run(compiled(computations.keepThenLeave), 0, { keepArtefact });
    await expect(run).resolves.toBe('done');
  });

  it('does not let a computation flood the parent with numbers', async () => {
    const onProgress = jest.fn();
    await openPool().run(compiled(computations.chatter), 100_000, { onProgress });
    expect(onProgress.mock.calls.length).toBeGreaterThan(0);
    expect(onProgress.mock.calls.length).toBeLessThan(200);
  });

  it('survives a listener that throws', async () => {
    const onProgress = () => {
      throw new Error('listener');
    };
    await expect(openPool().run(compiled(computations.steps), ['one'], { onProgress })).resolves.toBe(1);
  });

  it('lets a Failure cross with its class and words', async () => {
    await expect(
      openPool().run(compiled(computations.refuse), 'The file needs a password.'),
    ).rejects.toMatchObject({
      failureClass: 'unreadable',
      message: 'The file needs a password.',
    });
  });

  it('hides the words of any other error', async () => {
    const pool = openPool();
    const failure = await pool
      .run(compiled(computations.stumble), 'Jane Roe')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ failureClass: 'bug' });
    expect((failure as Error).message).not.toContain('Jane Roe');
    await expect(pool.run(compiled(computations.double), 1)).resolves.toBe(2);
    expect(pool.stats().children).toBe(1);
  });

  it('reports an unknown computation and an output that cannot travel as bugs', async () => {
    const pool = openPool();
    const missing = { module: program.module('computations'), name: 'missing' };
    await expect(pool.run(missing, null)).rejects.toMatchObject({ failureClass: 'bug' });
    await expect(pool.run(compiled(computations.notCloneable), undefined)).rejects.toMatchObject({
      failureClass: 'bug',
    });
  });

  it('kills a computation in a busy loop within a second of the abort, and goes on', async () => {
    const pool = openPool();
    const controller = new AbortController();
    const onStopped = jest.fn<(report: StopReport) => void>();
    const { run, pid } = await startSpinning(pool, controller.signal, onStopped);
    const reason = new Error('cancelled by its owner');
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(isAlive(pid)).toBe(false);
    expect(onStopped).toHaveBeenCalledTimes(1);
    const report = onStopped.mock.calls[0]![0];
    expect(report.stoppedBy).toBe('kill');
    expect(report.milliseconds).toBeLessThan(1000);
    expect(pool.stats().killed).toBe(1);
    await expect(pool.run(compiled(computations.double), 2)).resolves.toBe(4);
  });

  it('takes an aborted task out of the line, and refuses one that is aborted already', async () => {
    const pool = openPool();
    const spinning = new AbortController();
    const { run } = await startSpinning(pool, spinning.signal);
    const waiting = new AbortController();
    const onStopped = jest.fn();
    const waited = pool.run(compiled(computations.double), 1, { signal: waiting.signal, onStopped });
    waiting.abort('no longer wanted');
    await expect(waited).rejects.toBe('no longer wanted');
    const late = pool.run(compiled(computations.double), 1, {
      signal: AbortSignal.abort('too late'),
      onStopped,
    });
    await expect(late).rejects.toBe('too late');
    expect(onStopped).toHaveBeenCalledTimes(2);
    expect(onStopped).toHaveBeenCalledWith({ stoppedBy: 'before_start', milliseconds: 0 });
    expect(pool.stats()).toMatchObject({ busy: 1, waiting: 0, killed: 0 });
    spinning.abort('done');
    await expect(run).rejects.toBe('done');
  });

  it('classes a full V8 heap as out_of_memory', async () => {
    // Nobody watches this child's resident memory: V8 itself gives up.
    const child = new ComputeChild({
      entry: program.entry,
      memoryLimitBytes: 96 * MEBIBYTE,
      watchesItself: false,
    });
    const assignment = { ...compiled(computations.fillHeap), input: undefined, attempt: 1 };
    const events = { loaded: () => undefined, report: () => undefined };
    await expect(child.perform(assignment, events)).rejects.toMatchObject({ failureClass: 'out_of_memory' });
    await child.gone;
  });

  it('forgets an idle child that somebody else killed', async () => {
    const pool = openPool();
    const { pid } = await pool.run(compiled(computations.describeChild), null);
    process.kill(pid, 'SIGKILL');
    while (pool.stats().children > 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(pool.run(compiled(computations.double), 4)).resolves.toBe(8);
  });

  it.each(['parent', 'child'] as const)(
    'ends a child over its memory cap, watched by the %s',
    async (memoryWatch) => {
      const pool = openPool({ childMemoryLimitBytes: 200 * MEBIBYTE, memoryWatch });
      await expect(pool.run(compiled(computations.fillBuffers), undefined)).rejects.toMatchObject({
        failureClass: 'out_of_memory',
      });
      await expect(pool.run(compiled(computations.double), 3)).resolves.toBe(6);
    },
  );

  it('classes a child that ends by itself as a bug', async () => {
    const pool = openPool();
    await expect(pool.run(compiled(computations.leave), 0)).rejects.toMatchObject({
      failureClass: 'bug',
      message: 'The analysis process ended unexpectedly.',
    });
    await expect(pool.run(compiled(computations.double), 3)).resolves.toBe(6);
  });

  it.each([
    ['SIGKILL', 'worker_lost', /killed by SIGKILL, probably because the machine ran out of memory/],
    ['SIGHUP', 'worker_lost', /killed by SIGHUP\.$/],
    ['SIGSEGV', 'bug', /ended unexpectedly/],
  ] as const)(
    'tells a child that another process ended by %s as %s',
    async (signal, failureClass, message) => {
      const pool = openPool();
      const run = pool.run(compiled(computations.spin), null, {
        progress: () => process.kill(pool.stats().pids[0]!, signal),
      });
      await expect(run).rejects.toMatchObject({ failureClass, message: expect.stringMatching(message) });
      await expect(pool.run(compiled(computations.double), 3)).resolves.toBe(6);
    },
  );

  it('replaces a child after its number of tasks', async () => {
    const pool = openPool({ maximumTasksPerChild: 2 });
    const pids: number[] = [];
    for (let task = 0; task < 5; task += 1)
      pids.push((await pool.run(compiled(computations.describeChild), null)).pid);
    expect(new Set(pids).size).toBe(3);
    expect(pool.stats()).toMatchObject({ tasksDone: 5, recycled: 2, killed: 0 });
  });

  it('replaces a child that keeps too much memory after a task', async () => {
    const pool = openPool({ childMemoryLimitBytes: 400 * MEBIBYTE });
    const first = await pool.run(compiled(computations.keepMemory), 280 * MEBIBYTE);
    const second = await pool.run(compiled(computations.keepMemory), 1);
    expect(second).not.toBe(first);
    expect(pool.stats().recycled).toBe(1);
  });

  it('limits the time to load a computation', async () => {
    const neverLoaded = { module: program.module('slow-module'), name: 'neverLoaded' };
    await expect(openPool().run(neverLoaded, null, { loadLimitMs: 400 })).rejects.toMatchObject({
      failureClass: 'model_unavailable',
    });
  });

  it('keeps the order of 200 tasks on two children, preferred ones first', async () => {
    const pool = openPool({ concurrency: 2 });
    const tasksOf = new Map<number, number[]>();
    const run = async (task: number, preferred: boolean) => {
      const { pid } = await pool.run(compiled(computations.describeChild), null, { preferred });
      tasksOf.set(pid, [...(tasksOf.get(pid) ?? []), task]);
    };
    const ordinary = Array.from({ length: 200 }, (_, task) => run(task, false));
    await Promise.all([...ordinary, run(1000, true)]);
    expect(pool.stats()).toMatchObject({ children: 2, tasksDone: 201 });
    expect([...tasksOf.values()].flat()).toHaveLength(201);
    for (const tasks of tasksOf.values()) {
      // The first two tasks had free children already when the preferred one came.
      if (tasks.includes(1000)) expect(tasks.indexOf(1000)).toBe(1);
      const rest = tasks.filter((task) => task !== 1000);
      expect(rest).toEqual([...rest].sort((one, other) => one - other));
    }
  });

  it('carries outputs of tens of megabytes', async () => {
    const pool = openPool();
    const words = await pool.run(compiled(computations.manyWords), 200_000);
    expect(words).toHaveLength(200_000);
    expect(words[199_999]).toEqual({ text: 'word 199999', box: [199_999, 1.5, 200_008, 3], page: 1 });
    const pixels = await pool.run(compiled(computations.pixels), 30 * MEBIBYTE);
    expect(pixels).toHaveLength(30 * MEBIBYTE);
    expect(pixels.at(-1)).toBe(7);
  });

  it('gives children no environment of the parent', async () => {
    process.env.JWT_SECRET = 'of-the-parent';
    try {
      const { environment, attempt } = await openPool().run(compiled(computations.describeChild), null, {
        attempt: 3,
      });
      expect(attempt).toBe(3);
      expect(Object.keys(environment).sort()).toEqual([
        'NODE_ENV',
        'OMP_NUM_THREADS',
        'TZ',
        'UV_THREADPOOL_SIZE',
      ]);
    } finally {
      delete process.env.JWT_SECRET;
    }
  });

  it('ends all children and refuses all tasks when it closes', async () => {
    const pool = openPool();
    const { run, pid } = await startSpinning(pool, new AbortController().signal);
    const waiting = pool.run(compiled(computations.double), 1);
    waiting.catch(() => undefined);
    await pool.close();
    expect(isAlive(pid)).toBe(false);
    await expect(run).rejects.toMatchObject({ failureClass: 'worker_lost' });
    await expect(waiting).rejects.toMatchObject({ failureClass: 'worker_lost' });
    await expect(pool.run(compiled(computations.double), 1)).rejects.toMatchObject({
      failureClass: 'worker_lost',
    });
  });

  it('leaves no child behind when the parent is killed, even one in a busy loop', async () => {
    const parent = spawn(process.execPath, [program.parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await untilGone(pid);
    expect(isAlive(pid)).toBe(false);
  });
});
