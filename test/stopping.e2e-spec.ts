import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import { labReportForm, longReport } from './support/lab-report-form.js';

forEachEngine('stopping', (engine) => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await Instance.create(engine);
  });
  afterEach(() => instance.close());

  it('SIGTERM: running jobs finish, waiting ones stay, the process ends with 0', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const worker = await instance.worker(['--concurrency', '1']);
    const running = await client.ping({ sleep_ms: 1_000 });
    await client.until(running, 'PROGRESS');
    const waiting = await client.ping();
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
    expect((await client.status(running)).status).toBe('SUCCESS');
    expect((await client.status(waiting)).status).toBe('PENDING');
    expect(worker.output).toMatch(/Worker stats - Processed: 1, Failed: 0/);
    expect((await client.get('/jobs/health')).body.workers_available).toBe(0);
    await instance.worker();
    expect((await client.ended(waiting)).status).toBe('SUCCESS');
  });

  it('grace over: the job goes back without using up an attempt and another worker does it', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const first = await instance.worker(['--worker-id', 'first'], { WORKER_GRACE_SECONDS: '0' });
    const { body } = await client.post('/analyze-async', { form: labReportForm(await longReport(200)) });
    await client.until(body.job_id, 'PROGRESS');
    const ping = await client.ping({ sleep_ms: 10_000 });
    await client.until(ping, 'PROGRESS');
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    for (const id of [ping, body.job_id])
      expect(await client.status(id)).toMatchObject({ status: 'PENDING', attempts: 0, retry_count: 0 });
    await instance.worker(['--worker-id', 'second']);
    for (const id of [ping, body.job_id]) {
      expect(await client.ended(id)).toMatchObject({ status: 'SUCCESS', attempts: 1, retry_count: 0 });
      const claims = (await client.timeline(id)).filter(({ event }) => event === 'claim');
      expect(claims.map(({ details }) => details.worker)).toEqual(['first', 'second']);
    }
  });

  it('a second signal ends the process at once', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const worker = await instance.worker();
    await client.until(await client.ping({ sleep_ms: 10_000 }), 'PROGRESS');
    worker.signal('SIGINT');
    await worker.line(/SIGINT: closing/);
    const began = performance.now();
    worker.signal('SIGINT');
    expect(await worker.exited).toEqual({ code: 130, signal: null });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('the API stops as gracefully: a client that waits gets its result', async () => {
    const { client, program } = await instance.api();
    const id = await client.ping({ sleep_ms: 1_000 });
    await client.until(id, 'PROGRESS');
    const waiting = client.get(`/jobs/result/${id}?wait=true`);
    expect(await program.stop()).toEqual({ code: 0, signal: null });
    expect((await waiting).body.status).toBe('SUCCESS');
  });

  it('leaves no child process behind', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const worker = await instance.worker([], { WORKER_GRACE_SECONDS: '0' });
    const { body } = await client.post('/analyze-async', { form: labReportForm(await longReport(300)) });
    await client.until(body.job_id, 'PROGRESS');
    const children = worker.children();
    expect(children.length).toBeGreaterThan(0);
    await worker.stop();
    expect(children.filter(isAlive)).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
