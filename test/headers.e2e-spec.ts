import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { embedded, forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import type { Program } from './support/program.js';
import { labReportForm, longReport } from './support/lab-report-form.js';

forEachEngine('headers of submits and polls', (engine) => {
  let instance: Instance;
  let client: Client;
  let program: Program;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client, program } = await instance.api());
  });
  afterAll(() => instance.close());

  const submit = (json: object, headers: Record<string, string>) =>
    client.post('/jobs/submit/ping', { json, headers });

  it('Prefer: wait=N answers with the result when it is there in time', async () => {
    const { status, headers, body } = await submit({ sleep_ms: 100 }, { Prefer: 'wait=20' });
    expect(status).toBe(200);
    expect(headers.get('preference-applied')).toBe('wait=20');
    expect(headers.get('location')).toBe(`/jobs/status/${body.job_id}`);
    expect(body).toMatchObject({ status: 'SUCCESS', result: { pong: true } });
  });

  it('Prefer: wait=N answers 202 when it is not, and the job runs on', async () => {
    const { status, body } = await submit({ sleep_ms: 1_600 }, { Prefer: 'wait=1' });
    expect(status).toBe(202);
    expect(['STARTED', 'PROGRESS', 'PENDING']).toContain(body.status);
    expect((await client.ended(body.job_id)).status).toBe('SUCCESS');
  });

  it('Prefer: respond-async makes a waiting route answer at once', async () => {
    const form = labReportForm();
    const { status, headers, body } = await client.post('/analyze', {
      form,
      headers: { Prefer: 'respond-async' },
    });
    expect(status).toBe(202);
    expect(headers.get('preference-applied')).toBe('respond-async');
    expect(headers.get('location')).toBe(`/status/${body.job_id}`);
    expect(body.status).toBe('queued');
    expect((await client.ended(body.job_id)).status).toBe('SUCCESS');
  });

  it('ignores preferences that it does not know', async () => {
    const { status, headers } = await submit({}, { Prefer: 'handling=lenient; foo, wait=soon' });
    expect(status).toBe(202);
    expect(headers.has('preference-applied')).toBe(false);
  });

  it('a waiting route that is asked to wait shortly answers 504 with the job’s address', async () => {
    const form = labReportForm(await longReport(300));
    const { status, headers, body } = await client.post('/analyze', { form, headers: { Prefer: 'wait=0' } });
    expect(status).toBe(504);
    expect(headers.get('location')).toBe(`/status/${body.job_id}`);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await client.get(headers.get('location')!)).body.status).toMatch(/queued|processing/);
    await client.delete(`/jobs/cancel/${body.job_id}`);
  });

  it('polls carry Retry-After while the job runs, and an ETag that saves the body', async () => {
    const id = await client.ping({ sleep_ms: 1_000 });
    await client.until(id, 'PROGRESS');
    const running = await client.get(`/jobs/status/${id}`);
    expect(Number(running.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(running.headers.get('cache-control')).toMatch(/no-cache/);
    // fetch adds `no-cache` to a conditional request that names no directive of its own.
    const unless = (etag: string) => ({ 'If-None-Match': etag, 'Cache-Control': 'max-age=0' });
    const etag = running.headers.get('etag')!;
    const unchanged = await client.get(`/jobs/status/${id}`, unless(etag));
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    await client.ended(id);
    const done = await client.get(`/jobs/status/${id}`, unless(etag));
    expect(done.status).toBe(200);
    expect(done.headers.has('retry-after')).toBe(false);
    const again = await client.get(`/jobs/status/${id}`, unless(done.headers.get('etag')!));
    expect(again.status).toBe(304);
  });

  it('takes the client’s X-Request-Id, or makes one, and carries it into the job’s log', async () => {
    const id = 'trace-7:x.y_z';
    const given = await submit({}, { 'X-Request-Id': id });
    expect(given.headers.get('x-request-id')).toBe(id);
    await client.ended(given.body.job_id);
    const [line] = await program.line(new RegExp(`.*Processing job ${given.body.job_id}.*`));
    expect(JSON.parse(line)).toMatchObject({ requestId: id });

    const made = (await client.get('/jobs/health')).headers.get('x-request-id');
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    const forged = await client.get('/jobs/health', { 'X-Request-Id': 'two words' });
    expect(forged.headers.get('x-request-id')).not.toBe('two words');
  });

  it('errors carry the request id as well', async () => {
    const { status, headers } = await client.get('/nowhere', { 'X-Request-Id': 'lost-1' });
    expect([status, headers.get('x-request-id')]).toEqual([404, 'lost-1']);
  });

  it('does not tell what it is built with', async () => {
    const { headers } = await client.get('/health/live');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('SUBMIT_STATUS=200', () => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(embedded);
    ({ client } = await instance.api({ SUBMIT_STATUS: '200' }));
  });
  afterAll(() => instance.close());

  it('answers 200 to submits and to what is not finished yet', async () => {
    expect((await client.post('/jobs/submit/ping', { json: {} })).status).toBe(200);
    const { status, body } = await client.post('/analyze-async', { form: labReportForm() });
    expect([status, body.status]).toEqual([200, 'queued']);
    const id = await client.ping({ sleep_ms: 5_000 });
    const result = await client.get(`/jobs/result/${id}`);
    expect(result.status).toBe(200);
    expect(['PENDING', 'STARTED', 'PROGRESS']).toContain(result.body.status);
  });
});

describe('CORS_ORIGINS', () => {
  it('lets the named pages read the headers that they need, and no other page', async () => {
    const instance = await Instance.create(embedded);
    try {
      const { client } = await instance.api({ CORS_ORIGINS: 'https://app.example' });
      const named = await client.get('/jobs/health', { Origin: 'https://app.example' });
      expect(named.headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(named.headers.get('access-control-expose-headers')).toMatch(/Location.*Retry-After/);
      const other = await client.get('/jobs/health', { Origin: 'https://evil.example' });
      expect(other.headers.has('access-control-allow-origin')).toBe(false);
    } finally {
      await instance.close();
    }
  });
});
