import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { labReportForm, longReport } from './support/lab-report-form.js';

const MISSING = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';

forEachEngine('cancel and retry', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    // The API works no jobs here: every cancel of a running job has to reach another process.
    ({ client } = await instance.api({ WORKERS: 'off' }));
    await instance.worker();
  });
  afterAll(() => instance.close());

  it('stops a running job in another process within a second', async () => {
    const id = await client.ping({ sleep_ms: 10_000 });
    await client.until(id, 'PROGRESS');
    const { status, body } = await client.delete(`/jobs/cancel/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      job_id: id,
      status: 'REVOKED',
      was: 'PROGRESS',
      stopped_by: 'signal',
      stopped_in_ms: expect.any(Number),
    });
    expect(body.stopped_in_ms).toBeLessThan(1_000);
    expect((await client.status(id)).status).toBe('REVOKED');
    expect((await client.timeline(id)).map(({ event }) => event)).toEqual([
      'submit',
      'claim',
      'progress',
      'cancel',
      'stopped',
    ]);
  });

  it('really ends the compute of a running analysis', async () => {
    const { body } = await client.post('/analyze-async', { form: labReportForm(await longReport(300)) });
    await client.until(body.job_id, 'PROGRESS');
    const cancelled = await client.delete(`/jobs/cancel/${body.job_id}`);
    expect(cancelled.body).toMatchObject({ status: 'REVOKED', stopped_by: 'kill' });
    expect(cancelled.body.stopped_in_ms).toBeLessThan(1_000);
    expect((await client.get(`/status/${body.job_id}`)).body.status).toBe('cancelled');
  });

  it('cancels a waiting job, which then never runs', async () => {
    const blockers = [await client.ping({ sleep_ms: 10_000 }), await client.ping({ sleep_ms: 10_000 })];
    for (const blocker of blockers) await client.until(blocker, 'STARTED', 'PROGRESS');
    const id = await client.ping();
    const { body } = await client.delete(`/jobs/cancel/${id}`);
    expect(body).toMatchObject({ was: 'PENDING', stopped_by: 'before_start', stopped_in_ms: 0 });
    for (const blocker of blockers) await client.delete(`/jobs/cancel/${blocker}`);
    await client.ended(await client.ping());
    expect((await client.timeline(id)).map(({ event }) => event)).toEqual(['submit', 'cancel']);
  });

  it('cancels a job that waits for its next attempt', async () => {
    const id = await client.ping({ fail: true });
    await client.until(id, 'RETRY');
    expect((await client.delete(`/jobs/cancel/${id}`)).body).toMatchObject({
      was: 'RETRY',
      status: 'REVOKED',
    });
    expect(await client.status(id)).not.toHaveProperty('error');
  });

  it('answers 409 for a job that has ended and 404 for one that there is not', async () => {
    const done = await client.ping();
    await client.ended(done);
    expect((await client.delete(`/jobs/cancel/${done}`)).status).toBe(409);
    const cancelled = await client.ping({ sleep_ms: 5_000 });
    expect((await client.delete(`/jobs/cancel/${cancelled}`)).status).toBe(200);
    expect((await client.delete(`/jobs/cancel/${cancelled}`)).status).toBe(409);
    expect((await client.delete(`/jobs/cancel/${MISSING}`)).status).toBe(404);
  });

  it('counts cancelled jobs neither as failed nor as completed', async () => {
    const { body } = await client.get('/jobs/list?status=REVOKED&limit=100');
    expect(body.jobs.every(({ error_type }: any) => error_type === undefined)).toBe(true);
    // Statistics may be two seconds old.
    let totals: any;
    await eventually(async () => {
      ({ totals } = (await client.get('/jobs/stats')).body.types.ping);
      return totals.cancelled === body.jobs.filter(({ type }: any) => type === 'ping').length;
    });
    expect(totals.failed).toBe(0);
  });

  it('starts a failed job afresh with all its attempts', async () => {
    const id = await client.ping({ fail: true });
    expect((await client.ended(id)).attempts).toBe(3);
    const { status, body } = await client.post(`/jobs/retry/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({ job_id: id, status: 'PENDING', message: 'Job re-queued for processing' });
    const again = await client.ended(id);
    expect(again).toMatchObject({ status: 'FAILURE', attempts: 3, retry_count: 3 });
    const events = (await client.timeline(id)).map(({ event }) => event);
    expect(events.filter((event) => event === 'claim')).toHaveLength(6);
    expect(events.filter((event) => event === 'fail')).toHaveLength(2);
  });

  it('retries only what has failed', async () => {
    const done = await client.ping();
    await client.ended(done);
    const running = await client.ping({ sleep_ms: 5_000 });
    for (const id of [done, running]) expect((await client.post(`/jobs/retry/${id}`)).status).toBe(409);
    await client.delete(`/jobs/cancel/${running}`);
    expect((await client.post(`/jobs/retry/${running}`)).status).toBe(409);
    expect((await client.post(`/jobs/retry/${MISSING}`)).status).toBe(404);
  });

  it('answers 410 when the input of a failed job is no longer there', async () => {
    const { body } = await client.post('/analyze-async', {
      form: labReportForm(Buffer.from('%PDF-1.4 nothing')),
    });
    expect((await client.ended(body.job_id)).status).toBe('FAILURE');
    for (const path of instance.storedFiles()) rmSync(path);
    expect((await client.post(`/jobs/retry/${body.job_id}`)).status).toBe(410);
  });
});
