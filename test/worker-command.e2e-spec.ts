import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { embedded, forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { labReportForm } from './support/lab-report-form.js';
import { freePort } from '../src/platform/redis/testing/redis-server.js';

forEachEngine('the worker command', (engine) => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await Instance.create(engine);
  });
  afterEach(() => instance.close());

  it('works what an API with WORKERS=off accepted, before and after it came', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const early = await client.ping();
    const worker = await instance.worker(['--worker-id', 'w-1', '--log-level', 'info']);
    const late = await client.ping();
    for (const id of [early, late]) expect((await client.ended(id)).status).toBe('SUCCESS');
    expect((await client.get('/jobs/health')).body.workers).toEqual([expect.stringMatching(/^w-1@/)]);
    await worker.line(new RegExp(`Processing job ${late}`));
    await worker.line(new RegExp(`Job ${late} completed in \\d+ ms`));
  });

  it('works only the queues that it was given, bare or by flag', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const ping = await client.ping();
    const { body: report } = await client.post('/analyze-async', { form: labReportForm() });
    const bare = await instance.worker(['blood_analysis_queue']);
    expect((await client.ended(report.job_id)).status).toBe('SUCCESS');
    expect((await client.status(ping)).status).toBe('PENDING');
    await bare.stop();
    await instance.worker(['--queues', 'default,blood_analysis_queue']);
    expect((await client.ended(ping)).status).toBe('SUCCESS');
  });

  it('--batch-mode ends when everything is done, retries within reach included', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const ids = [
      await client.ping(),
      await client.ping({ fail: true }),
      await client.ping({ sleep_ms: 300 }),
    ];
    const worker = await instance.worker(['--batch-mode']);
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    const words = await Promise.all(ids.map(async (id) => (await client.status(id)).status));
    expect(words).toEqual(['SUCCESS', 'FAILURE', 'SUCCESS']);
    expect(worker.output).toMatch(/Processed: 2, Failed: 1, Retried: 2/);
  });

  it('--batch-mode ends at once when there is nothing to do', async () => {
    await instance.api({ WORKERS: 'off' });
    const worker = await instance.worker(['--batch-mode']);
    expect((await worker.exited).code).toBe(0);
  });

  it('--max-jobs N ends after N jobs and leaves the others', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    for (let n = 0; n < 5; n += 1) await client.ping({ sleep_ms: 50 });
    const worker = await instance.worker(['--max-jobs', '3', '--concurrency', '2']);
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    expect((await client.get('/jobs/list?status=SUCCESS')).body.total).toBe(3);
    expect((await client.get('/jobs/list?status=PENDING')).body.total).toBe(2);
  });

  it('answers about its health on WORKER_HEALTH_PORT', async () => {
    const port = await freePort();
    await instance.worker([], { WORKER_HEALTH_PORT: String(port) });
    for (const path of ['/health', '/health/live', '/health/ready']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      expect([answer.status, ((await answer.json()) as any).status]).toEqual([200, 'ok']);
    }
    expect((await fetch(`http://127.0.0.1:${port}/jobs/list`)).status).toBe(404);
  });

  it('refuses to join an instance whose files or key it does not share', async () => {
    await instance.api({ WORKERS: 'off', DATA_KEY: 'k'.repeat(32) });
    const worker = instance.run('worker.js', [], { DATA_KEY: 'x'.repeat(32) });
    expect((await worker.exited).code).toBe(1);
    expect(worker.output).toMatch(/another DATA_KEY/);
  });
});

describe('the worker command line', () => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await Instance.create(embedded);
  });
  afterEach(() => instance.close());

  it('--help explains every flag and ends with 0', async () => {
    const program = instance.run('worker.js', ['--help']);
    expect((await program.exited).code).toBe(0);
    for (const flag of [
      'worker-id',
      'redis-url',
      'queues',
      'concurrency',
      'batch-mode',
      'max-jobs',
      'log-level',
    ])
      expect(program.output).toContain(`--${flag}`);
  });

  it.each([
    [['--nonsense'], /nonsense/],
    [['--max-jobs', '0'], /max-jobs/],
    [['--concurrency', 'many'], /WORKER_CONCURRENCY/],
    [['--redis-url', 'http://nowhere'], /REDIS_URL/],
    [['--log-level', 'loud'], /LOG_LEVEL/],
  ])('%j ends with 2 and says why', async (flags, words) => {
    const program = instance.run('worker.js', flags);
    expect((await program.exited).code).toBe(2);
    expect(program.output).toMatch(words);
    expect(program.output).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it('an unknown queue ends it and names the known ones', async () => {
    const program = instance.run('worker.js', ['no-such-queue']);
    expect((await program.exited).code).not.toBe(0);
    expect(program.output).toMatch(/no-such-queue.*blood_analysis_queue/);
  });

  it('accepts the old names of settings and says the new ones', async () => {
    const worker = await instance.worker([], { WORKER_COUNT: '3', CELERY_WORKER_PREFETCH_MULTIPLIER: '1' });
    await worker.line(/WORKER_COUNT is an old name: use WORKER_CONCURRENCY/);
    await worker.line(/3 jobs at once/);
    await eventually(() => /CELERY_WORKER_PREFETCH_MULTIPLIER is ignored/.test(worker.output));
  });
});
