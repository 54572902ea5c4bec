import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { embedded, forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import { labReportForm } from './support/lab-report-form.js';
import { createToken, JWT_SECRET } from './support/tokens.js';

/** Every route that belongs to somebody; `:id` stands for a job of ada's. */
const ROUTES: [method: string, path: string][] = [
  ['GET', '/jobs/status/:id'],
  ['GET', '/jobs/result/:id'],
  ['GET', '/jobs/timeline/:id'],
  ['GET', '/jobs/events/:id'],
  ['DELETE', '/jobs/cancel/:id'],
  ['POST', '/jobs/retry/:id'],
  ['DELETE', '/jobs/:id'],
  ['GET', '/status/:id'],
];
const OPEN_TO_EVERY_TOKEN: [method: string, path: string][] = [
  ['GET', '/jobs/list'],
  ['GET', '/jobs/health'],
  ['GET', '/jobs/stats'],
  ['GET', '/queue/stats'],
  ['GET', '/health'],
];
const SUBMITS = ['/jobs/submit/ping', '/analyze', '/analyze-async'];

forEachEngine('AUTH=on', (engine) => {
  let instance: Instance;
  let nobody: Client;
  let ada: Client;
  let bob: Client;
  let ping: string;
  let report: string;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    nobody = (await instance.api({ AUTH: 'on', JWT_SECRET })).client;
    ada = nobody.with({ Authorization: `Bearer ${await createToken('ada')}` });
    bob = nobody.with({ Authorization: `Bearer ${await createToken('bob')}` });
    ping = await ada.ping({ payload: 'mine' });
    report = (await ada.post('/analyze-async', { form: labReportForm() })).body.job_id;
    for (const id of [ping, report]) await ada.ended(id);
  });
  afterAll(() => instance.close());

  const idFor = (path: string): string => (path.startsWith('/status') ? report : ping);

  it.each(ROUTES)('%s %s is 401 without a token and 404 with another owner’s', async (method, route) => {
    const path = route.replace(':id', idFor(route));
    const anonymous = await nobody.request(method, path);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const foreign = await bob.request(method, path);
    const missing = await bob.request(method, route.replace(':id', '0192f3a4-5b6c-7d8e-9f01-23456789abcd'));
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
  });

  it('left the job as it was: nothing foreign has touched it', async () => {
    expect((await ada.status(ping)).status).toBe('SUCCESS');
    expect((await ada.get(`/status/${report}`)).body.status).toBe('completed');
  });

  it.each(OPEN_TO_EVERY_TOKEN)('%s %s is 401 without a token and open with one', async (method, path) => {
    expect((await nobody.request(method, path)).status).toBe(401);
    expect((await bob.request(method, path)).status).toBe(200);
  });

  it.each(SUBMITS)('POST %s is 401 without a token, before the body is read', async (path) => {
    expect((await nobody.post(path, { json: { sleep_ms: 'wrong' } })).status).toBe(401);
    expect((await nobody.post(path, { form: labReportForm() })).status).toBe(401);
    expect(instance.storedFiles()).toHaveLength(1);
  });

  it('lists only one’s own jobs', async () => {
    const mine = await bob.ping();
    await bob.ended(mine);
    const listed = (await bob.get('/jobs/list')).body;
    expect(listed.jobs.map(({ job_id }: any) => job_id)).toEqual([mine]);
    expect(listed.total).toBe(1);
    expect((await ada.get('/jobs/list')).body.total).toBe(2);
  });

  it.each(['/health/live', '/health/ready'])('%s needs no token', async (path) => {
    expect((await nobody.get(path)).status).toBe(200);
  });

  it('refuses tokens that are expired, signed by another, or no tokens at all', async () => {
    const expired = await createToken('ada', JWT_SECRET, '-1m');
    const foreign = await createToken('ada', 'another-secret-another-secret-another');
    const [head, body] = (await createToken('ada')).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const token of [expired, foreign, unsigned, `${head}.${body}.`, 'nonsense']) {
      const answer = await nobody.get('/jobs/list', { Authorization: `Bearer ${token}` });
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain(token);
    }
  });

  it('writes neither tokens nor owners nor what they sent into the log', async () => {
    await ada.ended(await ada.ping({ payload: 'a very private word' }));
    const output = instance.output();
    expect(output).not.toMatch(/eyJ|a very private word|"ada"/);
  });
});

describe('AUTH=off', () => {
  it('ignores a Bearer header instead of refusing it', async () => {
    const instance = await Instance.create(embedded);
    try {
      const { client } = await instance.api();
      const withToken = client.with({ Authorization: 'Bearer nonsense' });
      const id = await withToken.ping();
      expect((await client.ended(id)).status).toBe('SUCCESS');
    } finally {
      await instance.close();
    }
  });

  it('refuses to listen beyond this machine', async () => {
    const instance = await Instance.create(embedded);
    try {
      const program = instance.run('main.js', [], { PORT: '0', HOST: '0.0.0.0' });
      expect(await program.exited).toEqual({ code: 2, signal: null });
      expect(program.output).toMatch(/AUTH/);
      expect(program.output).not.toMatch(/\bat .+:\d+:\d+/);
    } finally {
      await instance.close();
    }
  });
});
