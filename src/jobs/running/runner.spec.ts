import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Processor } from '@nestjs/bull';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Failure, type FailureClass } from '../../platform/failure.js';
import { defineJob } from '../declaration/define-job.js';
import { Handles } from '../declaration/handles.decorator.js';
import { Jobs } from '../jobs.service.js';
import { ComeBack } from './runner.js';
import { RunningJobs } from './running-jobs.js';
import type { Task } from '../declaration/task.js';
import { Workbench } from '../testing/workbench.js';

class AnyInput {
  secret?: string;
}
class AnyResult {
  models!: object[];
}

const BACKOFF = { type: 'fixed', delay: 4_000 } as const;
const shape = { queue: 'bench', input: AnyInput, result: AnyResult, estimate: 1_000, backoff: BACKOFF };
const patient = defineJob({ name: 'patient', ...shape, steps: ['read', 'judge'], attempts: 3 });
const hurried = defineJob({ name: 'hurried', ...shape, limits: { soft: 40, hard: 120 } });

@Processor('bench')
class BenchProcessor {
  @Handles(patient)
  async patient(_task: Task<typeof patient>): Promise<AnyResult> {
    return { models: [] };
  }
  @Handles(hurried)
  async hurried(_task: Task<typeof hurried>): Promise<AnyResult> {
    return { models: [] };
  }
}

const RESULT = { models: [{ name: 'bench' }] };

describe('JobRunner', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.open([patient, hurried], [BenchProcessor]);
  });
  afterAll(() => bench.close());

  const throwing = (failureClass: FailureClass) => () => {
    throw new Failure(failureClass, 'Expected.');
  };

  it('a job that the store could not be asked for keeps its place in the queue', async () => {
    const { id } = await bench.submit(patient);
    const away = new Failure('dependency_down', 'The job store cannot be reached at the moment.');
    const apply = jest.spyOn(bench.store, 'apply').mockRejectedValueOnce(away);
    await expect(bench.attempt(patient, id, () => RESULT)).rejects.toBeInstanceOf(ComeBack);
    apply.mockRestore();
    expect(await bench.attempt(patient, id, () => RESULT)).toMatchObject({ state: 'completed', attempts: 1 });
  });

  it('completes a job with its result and a receipt that can be checked', async () => {
    const { id } = await bench.submit(patient, { secret: 'a word' });
    const record = await bench.attempt(patient, id, ({ input, attempt }) => ({ ...RESULT, input, attempt }));
    expect(record).toMatchObject({ state: 'completed', attempts: 1, failedAttempts: 0, worker: null });
    expect(await bench.get(Jobs).resultOf(record)).toMatchObject({
      ...RESULT,
      input: { secret: 'a word' },
      attempt: 1,
      warnings: [],
      receipt: { job_id: id, type: 'patient', parameters: { secret: 'a word' }, attempt: 1 },
    });
    expect(await bench.events(id)).toEqual(['submit', 'claim', 'complete']);
  });

  it('leaves nothing readable of input and result on the disk', async () => {
    const { id } = await bench.submit(patient, { secret: 'Augusta Ada King' });
    await bench.attempt(patient, id, ({ input }) => ({ ...RESULT, echo: input }));
    const files = (readdirSync(bench.directory, { recursive: true, withFileTypes: true }) as any[])
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    expect(files.length).toBeGreaterThan(1);
    expect(files.some((content) => content.includes('Augusta'))).toBe(false);
  });

  it('keeps a large result as a blob, and takes it away with the job', async () => {
    const { id } = await bench.submit(patient);
    const text = 'x'.repeat(200_000);
    const record = await bench.attempt(patient, id, () => ({ ...RESULT, text }));
    expect(record.result).toBeNull();
    expect(record.resultBlob).not.toBeNull();
    expect((await bench.get(Jobs).resultOf(record))!.text).toBe(text);
    expect(await bench.get(Jobs).erase(record)).toEqual({ blobs: 1 });
    await expect(bench.get(Jobs).resultOf(record)).rejects.toThrow();
  });

  it('keeps artefacts from one attempt to the next, and takes them away with the job', async () => {
    const { id } = await bench.submit(patient);
    const first = bench.attempt(patient, id, async (task) => {
      await task.keepArtefact('page-1.txt', Buffer.from('first try'));
      await task.keepArtefact('page-1.txt', Buffer.from('page one'));
      await expect(task.keepArtefact('../page', Buffer.from(''))).rejects.toThrow('no name');
      throw new Failure('dependency_down', 'Expected.');
    });
    await expect(first).rejects.toThrow(ComeBack);
    const record = await bench.attempt(patient, id, async (task) => {
      const found = (await text((await task.artefact('page-1.txt'))!)) as string;
      return {
        ...RESULT,
        found,
        missing: await task.artefact('page-2.txt'),
        names: await task.artefactNames(),
      };
    });
    expect(await bench.get(Jobs).resultOf(record)).toMatchObject({
      found: 'page one',
      missing: null,
      names: ['page-1.txt'],
    });
    expect(await text(await bench.get(Jobs).artefactOf(record, 'page-1.txt'))).toBe('page one');
    await expect(bench.get(Jobs).artefactOf(record, 'page-2.txt')).rejects.toThrow('nothing of that name');
    expect(await bench.get(Jobs).erase(record)).toEqual({ blobs: 1 });
  });

  it('keeps no artefact of an overtaken attempt', async () => {
    const { id } = await bench.submit(patient);
    let overtaken: unknown;
    await bench.attempt(patient, id, async (task) => {
      await bench.store.apply(id, { type: 'claim', worker: 'other', reviewAt: 0 });
      overtaken = await task.keepArtefact('late.txt', Buffer.from('late')).catch((error: unknown) => error);
      return RESULT;
    });
    expect(String(overtaken)).toContain('taken over');
    expect((await bench.store.blobsOf(id)).size).toBe(0);
  });

  it('comes back after the declared backoff while a retry helps and attempts are left', async () => {
    const { id } = await bench.submit(patient);
    for (const failedAttempts of [1, 2]) {
      const attempt = bench.attempt(patient, id, throwing('dependency_down'));
      await expect(attempt).rejects.toEqual(new ComeBack(BACKOFF.delay));
      await expect(attempt).rejects.toMatchObject({ retryDelayMs: BACKOFF.delay });
      const record = await bench.record(id);
      expect(record).toMatchObject({ state: 'retrying', failedAttempts, failureClass: 'dependency_down' });
      expect(record.dueAt! - record.updatedAt).toBeLessThanOrEqual(BACKOFF.delay);
    }
    const last = await bench.attempt(patient, id, throwing('dependency_down'));
    expect(last).toMatchObject({ state: 'failed', attempts: 3, failedAttempts: 3, error: 'Expected.' });
  });

  it('can succeed at the second attempt, and then no failure is left on the record', async () => {
    const { id } = await bench.submit(patient);
    await expect(bench.attempt(patient, id, throwing('model_unavailable'))).rejects.toBeInstanceOf(ComeBack);
    const record = await bench.attempt(patient, id, () => RESULT);
    expect(record).toMatchObject({
      state: 'completed',
      attempts: 2,
      failedAttempts: 1,
      failureClass: null,
      error: null,
    });
  });

  it.each(['bad_input', 'unreadable', 'unsupported', 'too_large', 'out_of_memory'] as const)(
    'does not try %s again',
    async (failureClass) => {
      const { id } = await bench.submit(patient);
      const record = await bench.attempt(patient, id, throwing(failureClass));
      expect(record).toMatchObject({ state: 'failed', failureClass, attempts: 1, failedAttempts: 1 });
    },
  );

  it('tells nobody the words of an unexpected error', async () => {
    const { id } = await bench.submit(patient);
    const broken = (): never => {
      throw new TypeError('/home/ada/secret.pdf is undefined');
    };
    for (let n = 0; n < 2; n += 1)
      await expect(bench.attempt(patient, id, broken)).rejects.toBeInstanceOf(ComeBack);
    const record = await bench.attempt(patient, id, broken);
    expect(record.failureClass).toBe('bug');
    expect(record.error).not.toMatch(/secret|undefined/);
  });

  it('drops what an overtaken attempt reports and settles', async () => {
    const { id } = await bench.submit(patient);
    let overtaken: Task | undefined;
    const first = bench.attempt(patient, id, async (task) => {
      overtaken = task;
      await bench.store.apply(id, { type: 'claim', worker: 'another', reviewAt: 0 });
      task.progress({ percent: 50 });
      return RESULT;
    });
    expect(await first).toMatchObject({
      state: 'active',
      worker: 'another',
      token: 2,
      losses: 1,
      progress: null,
    });
    expect(overtaken).toBeDefined();
    expect(await bench.events(id)).toEqual(['submit', 'claim', 'claim']);
  });

  it('gives up a job that has lost its worker too often, without running it', async () => {
    const { id } = await bench.submit(patient);
    for (let n = 0; n < 4; n += 1)
      await bench.store.apply(id, { type: 'claim', worker: `w${n}`, reviewAt: 0 });
    let ran = false;
    const record = await bench.attempt(patient, id, () => (ran = true));
    expect(ran).toBe(false);
    expect(record).toMatchObject({ state: 'failed', failureClass: 'worker_lost' });
  });

  it('does not begin a job that was cancelled, and does not run an ended one again', async () => {
    const waiting = await bench.submit(patient);
    await bench.get(Jobs).cancel(waiting);
    const done = await bench.submit(patient);
    await bench.attempt(patient, done.id, () => RESULT);
    for (const { id } of [waiting, done]) {
      const before = await bench.record(id);
      expect(await bench.attempt(patient, id, () => expect(true).toBe(false))).toEqual(before);
    }
  });

  it('tells the handler at the moment of a cancel, and the record how it ended', async () => {
    const submitted = await bench.submit(patient);
    let begun!: () => void;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const attempt = bench.attempt(patient, submitted.id, async ({ signal }) => {
      begun();
      await sleep(10_000, undefined, { signal });
    });
    await running;
    const cancelled = await bench.get(Jobs).cancel(submitted);
    expect(cancelled).toMatchObject({ state: 'cancelled', cancelledFrom: 'active', stoppedBy: 'signal' });
    expect(cancelled.stoppedInMs).toBeLessThan(1_000);
    expect(await attempt).toMatchObject({ state: 'cancelled', worker: null });
    expect(await bench.events(submitted.id)).toEqual(['submit', 'claim', 'cancel', 'stopped']);
  });

  it('a result that comes after the cancel is dropped', async () => {
    const submitted = await bench.submit(patient);
    const record = await bench.attempt(patient, submitted.id, async () => {
      await bench.store.apply(submitted.id, {
        type: 'cancel',
        expiresAt: Date.now() + 60_000,
        reviewAt: null,
      });
      return { ...RESULT, text: 'x'.repeat(100_000) };
    });
    expect(record).toMatchObject({ state: 'cancelled', result: null, resultBlob: null });
  });

  it('ends a job at its own hard limit, having told it at the soft one', async () => {
    const { id } = await bench.submit(hurried);
    const record = await bench.attempt(hurried, id, ({ signal }) => sleep(10_000, undefined, { signal }));
    expect(record).toMatchObject({ state: 'failed', failureClass: 'time_limit', attempts: 1 });
    expect(await bench.events(id)).toEqual(['submit', 'claim', 'soft_limit', 'fail']);
  });

  it('leaves a handler behind that ignores its signal', async () => {
    const { id } = await bench.submit(hurried);
    const record = await bench.attempt(hurried, id, () => new Promise(() => undefined));
    expect(record).toMatchObject({ state: 'failed', failureClass: 'time_limit' });
  });

  it('gives jobs back when the worker stops, without using up an attempt', async () => {
    const { id } = await bench.submit(patient);
    const attempt = bench.attempt(patient, id, async ({ signal }) => {
      bench.get(RunningJobs).releaseAll();
      await sleep(10_000, undefined, { signal });
    });
    await expect(attempt).rejects.toMatchObject({ retryDelayMs: 0 });
    expect(await bench.record(id)).toMatchObject({
      state: 'waiting',
      attempts: 0,
      failedAttempts: 0,
      progress: null,
    });
    expect(bench.get(RunningJobs).ids()).toEqual([]);
  });

  it('shows a progress that does not fall over attempts, and a retry by hand that begins afresh', async () => {
    const { id } = await bench.submit(patient);
    const seen: (number | undefined)[] = [];
    const look = async (): Promise<unknown> => seen.push((await bench.record(id)).progress?.percent);
    const fail = (percent: number) => async (task: Task) => {
      await look();
      task.progress({ percent });
      await sleep(30);
      await look();
      throw new Failure('worker_lost', 'Gone');
    };
    await expect(bench.attempt(patient, id, fail(26))).rejects.toBeInstanceOf(ComeBack);
    await expect(bench.attempt(patient, id, fail(0))).rejects.toBeInstanceOf(ComeBack);
    await bench.attempt(patient, id, fail(61));
    expect(seen).toEqual([undefined, 26, 26, 26, 26, 61]);
    await bench.store.apply(id, { type: 'retry', reviewAt: 0 });
    expect((await bench.record(id)).progress).toBeNull();
  });

  it('stores at most five reports a second, but every step', async () => {
    const { id } = await bench.submit(patient);
    await bench.attempt(patient, id, async ({ progress }) => {
      for (let current = 0; current < 100; current += 1) progress({ step: 'read', current, total: 100 });
      progress({ step: 'judge' });
      await sleep(30);
      return RESULT;
    });
    const reports = (await bench.store.timeline(id)).filter(({ event }) => event === 'progress');
    expect(reports.map(({ details }) => details!.step)).toEqual(['read', 'judge']);
  });
});
