import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createToken, JWT_SECRET } from './support/tokens.js';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { labReportForm, longReport } from './support/lab-report-form.js';

forEachEngine('Idempotency-Key', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    const api = await instance.api({ AUTH: 'on', JWT_SECRET });
    client = api.client.with({ Authorization: `Bearer ${await createToken('ada')}` });
  });
  afterAll(() => instance.close());

  const keyed = (key: string): Record<string, string> => ({ 'Idempotency-Key': key });
  const submit = (key: string, json: object, by = client) =>
    by.post('/jobs/submit/ping', { json, headers: keyed(key) });

  it('gives the same job for the same key and body, and says so', async () => {
    const key = randomUUID();
    const first = await submit(key, { payload: 1, sleep_ms: 5 });
    const second = await submit(key, { sleep_ms: 5, payload: 1 });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.job_id).toBe(first.body.job_id);
    expect(first.headers.has('idempotent-replayed')).toBe(false);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    await client.ended(first.body.job_id);
    expect((await submit(key, { payload: 1, sleep_ms: 5 })).body).toMatchObject({
      job_id: first.body.job_id,
      status: 'SUCCESS',
    });
  });

  it('refuses the key with another body', async () => {
    const key = randomUUID();
    await submit(key, { payload: 1 });
    const other = await submit(key, { payload: 2 });
    expect(other.status).toBe(422);
    expect((await submit(key, { payload: 1 })).headers.get('idempotent-replayed')).toBe('true');
  });

  it('makes one job of many requests at once: the others hear 409 or get that job', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(key, { payload: 'same' })));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map(({ body }) => body.job_id)).size).toBe(1);
    for (const { status, headers } of answers.filter((answer) => answer.status !== 202)) {
      expect(status).toBe(409);
      expect(headers.get('retry-after')).toBe('1');
    }
  });

  it('holds the key while the upload is still being read', async () => {
    const key = randomUUID();
    const authorization = `Bearer ${await createToken('ada')}`;
    const slow = request(`${client.url}/analyze-async`, {
      method: 'POST',
      headers: { authorization, 'idempotency-key': key, 'content-type': 'multipart/form-data; boundary=b' },
    });
    slow.on('error', () => undefined);
    slow.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4');
    slow.write(Buffer.alloc(1024 * 1024, 'x'));
    // The upload has begun to arrive once something of it is stored; the key is held by then.
    await eventually(() => instance.storedFiles().some((path) => path.includes('incoming')));
    const answer = await client.post('/analyze-async', { form: labReportForm(), headers: keyed(key) });
    slow.destroy();
    expect(answer.status).toBe(409);
    // Breaking off frees the key.
    await eventually(async () => {
      const again = await client.post('/analyze-async', { form: labReportForm(), headers: keyed(key) });
      return again.status === 202 && !again.headers.has('idempotent-replayed');
    });
  });

  it('keys belong to their owner', async () => {
    const key = randomUUID();
    const bob = client.with({ Authorization: `Bearer ${await createToken('bob')}` });
    const first = await submit(key, { payload: 1 });
    const second = await submit(key, { payload: 2 }, bob);
    expect(second.status).toBe(202);
    expect(second.headers.has('idempotent-replayed')).toBe(false);
    expect(second.body.job_id).not.toBe(first.body.job_id);
  });

  it('frees the key when the submit was refused', async () => {
    const key = randomUUID();
    expect((await submit(key, { sleep_ms: -1 })).status).toBe(422);
    expect((await submit(key, { sleep_ms: 1 })).status).toBe(202);
  });

  it('refuses what is no key', async () => {
    expect((await submit('x'.repeat(256), {})).status).toBe(400);
  });

  it('compares uploads by content and fields, not by the bytes of the form', async () => {
    const key = randomUUID();
    const send = (form: FormData) => client.post('/analyze-async', { form, headers: keyed(key) });
    const first = await send(labReportForm(undefined, { query: 'q' }));
    await client.ended(first.body.job_id);
    const filesBefore = instance.storedFiles().length;
    const again = await send(labReportForm(undefined, { query: 'q' }));
    expect(again.body.job_id).toBe(first.body.job_id);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await send(labReportForm(undefined, { query: 'another' }))).status).toBe(422);
    expect((await send(labReportForm(await longReport(1), { query: 'q' }))).status).toBe(422);
    expect(instance.storedFiles()).toHaveLength(filesBefore);
  });

  it('gives the same key on another route a 422, not another route’s job', async () => {
    const key = randomUUID();
    await submit(key, {});
    const other = await client.post('/analyze-async', { form: labReportForm(), headers: keyed(key) });
    expect(other.status).toBe(422);
  });
});
