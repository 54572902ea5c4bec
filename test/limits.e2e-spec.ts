import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { type Api, Instance } from './support/instance.js';
import { labReportForm, longReport } from './support/lab-report-form.js';

forEachEngine('a full queue', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ WORKERS: 'off', MAX_QUEUE_SIZE: '3' }));
  });
  afterAll(() => instance.close());

  it('answers 503 with Retry-After, keeps no file of what it refused, and takes jobs again when there is room', async () => {
    const ids = [await client.ping(), await client.ping(), await client.ping()];
    const full = await client.post('/jobs/submit/ping', { json: {} });
    expect(full.status).toBe(503);
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(full.body.title).toBe('Queue is full');
    expect((await client.get('/health')).body.details.queues.status).toBe('degraded');

    await client.delete(`/jobs/cancel/${ids[0]}`);
    const key = { 'Idempotency-Key': 'after-room' };
    expect((await client.post('/jobs/submit/ping', { json: {}, headers: key })).status).toBe(202);
    expect((await client.post('/jobs/submit/ping', { json: {} })).status).toBe(503);
    // A repeated request is no new job: it has its place already.
    expect((await client.post('/jobs/submit/ping', { json: {}, headers: key })).status).toBe(202);

    for (let n = 0; n < 3; n += 1)
      expect((await client.post('/analyze-async', { form: labReportForm() })).status).toBe(202);
    expect(instance.storedFiles()).toHaveLength(3);
    expect((await client.post('/analyze-async', { form: labReportForm() })).status).toBe(503);
    expect(instance.storedFiles()).toHaveLength(3);
  });

  it('says how many are waiting, and who is next', async () => {
    const { body } = await client.get('/jobs/list?status=PENDING&type=ping');
    const positions = await Promise.all(
      body.jobs.map(async ({ job_id }: any) => (await client.status(job_id)).position as number),
    );
    expect(positions).toEqual([3, 2, 1]);
    expect((await client.get('/jobs/health')).body).toMatchObject({
      queues: { default: 3, blood_analysis_queue: 3 },
      workers_available: 0,
      status: 'degraded',
      warning: 'No workers available',
    });
    expect((await client.get('/health/ready')).status).toBe(200);
    expect((await client.get('/queue/stats')).body).toMatchObject({ queue_length: 3, status: 'degraded' });
  });
});

forEachEngine('time limits', (engine) => {
  let instance: Instance;
  let api: Api;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    api = await instance.api({
      JOB_SOFT_TIME_LIMIT: '0.4',
      JOB_HARD_TIME_LIMIT: '0.8',
      SYNC_WAIT_SECONDS: '20',
    });
  });
  afterAll(() => instance.close());

  it('tells the job at the soft limit and ends it at the hard one, without a second attempt', async () => {
    const id = await api.client.ping({ sleep_ms: 10_000 });
    expect(await api.client.ended(id)).toMatchObject({
      status: 'FAILURE',
      error_type: 'TimeLimitExceeded',
      failure_class: 'time_limit',
      retry_helps: false,
      attempts: 1,
    });
    const timeline = await api.client.timeline(id);
    expect(timeline.map(({ event }) => event)).toEqual(['submit', 'claim', 'progress', 'soft_limit', 'fail']);
    expect(api.program.output).toMatch(`Job ${id} passed its soft time limit of 0.4 s`);
  });

  it('ends the compute of an analysis with it, and a route that waits answers 504', async () => {
    const form = labReportForm(await longReport(600));
    const { status, body } = await api.client.post('/analyze', { form });
    expect([status, body.error_type]).toEqual([504, 'TimeLimitExceeded']);
    const { compute } = (await api.client.get('/health')).body.details;
    expect(compute.children_killed).toBe(1);
    expect(compute.busy).toBe(0);
  });
});

forEachEngine('keeping time', (engine) => {
  let instance: Instance;

  beforeAll(async () => {
    instance = await Instance.create(engine);
  });
  afterAll(() => instance.close());

  it('removes a finished job with its files and its timeline, and no other', async () => {
    const { client } = await instance.api({ JOB_RETENTION_HOURS: '0.001' });
    const { body } = await client.post('/analyze-async', { form: labReportForm() });
    const ended = await client.ended(body.job_id);
    expect(Date.parse(ended.expires_at) - Date.parse(ended.finished_at)).toBeLessThan(3_700);
    expect(instance.storedFiles()).toHaveLength(1);
    const running = await client.ping({ sleep_ms: 10_000 });
    await eventually(async () => (await client.get(`/jobs/status/${body.job_id}`)).status === 404);
    expect(instance.storedFiles()).toEqual([]);
    expect((await client.get(`/jobs/timeline/${body.job_id}`)).status).toBe(404);
    expect((await client.get('/jobs/list')).body.jobs.map(({ job_id }: any) => job_id)).toEqual([running]);
    // Statistics may be a little old; totals never fall.
    await eventually(
      async () => (await client.get('/jobs/stats')).body.types['lab-report'].totals.completed === 1,
    );
  });
});
