import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import {
  corruptPdf,
  encryptedPdf,
  labReportForm,
  longReport,
  sampleReport,
  textlessPdf,
} from './support/lab-report-form.js';

/** How the old service wrote times: UTC without a zone. */
const PYTHON_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;
const GIF = Buffer.from('4749463839610100010080000000000000000021f90401000000002c', 'hex');

/** A PNG that claims to be a square of this side. */
function pngHeader(side: number): Buffer {
  const header = Buffer.alloc(64);
  header.set(Buffer.from('89504e470d0a1a0a', 'hex'));
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12);
  header.writeUInt32BE(side, 16);
  header.writeUInt32BE(side, 20);
  header.set([8, 2, 0, 0, 0], 24);
  return header;
}

forEachEngine('lab reports', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ MAX_UPLOAD_MB: '1' }));
  });
  afterAll(() => instance.close());

  const analyze = (form: FormData, headers = {}) => client.post('/analyze', { form, headers });
  const queue = (form: FormData, headers = {}) => client.post('/analyze-async', { form, headers });

  it('analyses a report while the client waits', async () => {
    const { status, body } = await analyze(labReportForm(undefined, { query: 'What about my iron?' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      query: 'What about my iron?',
      analysis: expect.stringMatching(/Hemoglobin/),
      specialists_consulted: expect.arrayContaining([expect.any(String)]),
      file_processed: 'lab-report.pdf',
      report: { analytes: expect.any(Array), patient: expect.any(Object) },
      findings: expect.any(Array),
      models: [{ kind: 'rules' }],
      warnings: expect.any(Array),
      disclaimer: expect.any(String),
    });
    const hemoglobin = body.report.analytes.find(({ name }: any) => name === 'Hemoglobin');
    expect(hemoglobin).toMatchObject({
      value: 10.8,
      unit: 'g/dL',
      flag: 'low',
      reference: { low: 12, high: 15.5 },
    });
    for (const finding of body.findings)
      for (const index of finding.rests_on) expect(body.report.analytes[index]).toBeDefined();
    expect(body.receipt).toMatchObject({ type: 'lab-report', parameters: { query: 'What about my iron?' } });
    expect(body.receipt.input_sha256.file).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has the old default question', async () => {
    expect((await analyze(labReportForm())).body.query).toBe('Summarise my Blood Test Report');
  });

  it('queues a report, and its status goes the old way to the same result', async () => {
    const direct = (await analyze(labReportForm(undefined, { query: 'q' }))).body;
    const { status, headers, body } = await queue(
      labReportForm(undefined, { query: 'q', filename: 'mine.pdf' }),
    );
    expect(status).toBe(202);
    expect(body).toEqual({
      status: 'queued',
      job_id: expect.any(String),
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      message: 'Analysis has been queued for processing',
      status_url: `/status/${body.job_id}`,
      estimated_processing_time: expect.stringMatching(/^(about \d+|\d+-\d+) (second|minute)s?$/),
      file_processed: 'mine.pdf',
      processing_info: {
        file_size_bytes: sampleReport().length,
        timestamp: expect.any(Number),
        mode: 'asynchronous',
      },
    });
    expect(headers.get('location')).toBe(body.status_url);
    expect(Math.abs(body.processing_info.timestamp - Date.now() / 1000)).toBeLessThan(30);

    const words = new Set<string>();
    for await (const _event of client.events(body.job_id))
      words.add((await client.get(body.status_url)).body.status);
    expect(['queued', 'processing', 'completed']).toEqual(expect.arrayContaining([...words]));
    const view = (await client.get(body.status_url)).body;
    expect(view.status).toBe('completed');
    expect(view.created_at).toMatch(PYTHON_TIME);
    expect(view.updated_at).toMatch(PYTHON_TIME);
    const { receipt: _first, file_processed: _name, ...expected } = direct;
    expect(view.result).toMatchObject(expected);
    expect(view.result.file_processed).toBe('mine.pdf');
  });

  it('says queued and processing with no result, and failed with an error', async () => {
    const { body } = await queue(labReportForm(await longReport(100)));
    await client.until(body.job_id, 'PROGRESS');
    const running = (await client.get(body.status_url)).body;
    expect(running).toMatchObject({ job_id: body.job_id, status: 'processing' });
    expect(running).not.toHaveProperty('result');
    await client.delete(`/jobs/cancel/${body.job_id}`);
    expect((await client.get(body.status_url)).body.status).toBe('cancelled');
  });

  it.each([
    ['encrypted', encryptedPdf],
    ['corrupt', corruptPdf],
    ['without text', textlessPdf],
  ])('refuses a report that is %s: 422 at once, a failed job that is not retried', async (_kind, make) => {
    const content = await make();
    const direct = await analyze(labReportForm(content));
    expect(direct.status).toBe(422);
    expect(direct.body).toMatchObject({
      failure_class: 'unreadable',
      error_type: 'Unreadable',
      retry_helps: false,
    });
    const { body } = await queue(labReportForm(content));
    const ended = await client.ended(body.job_id);
    expect(ended).toMatchObject({
      status: 'FAILURE',
      attempts: 1,
      failure_class: 'unreadable',
      error: direct.body.detail,
    });
    const view = (await client.get(body.status_url)).body;
    expect(view).toMatchObject({ status: 'failed', error: direct.body.detail });
    expect(view).not.toHaveProperty('result');
  });

  it.each(['/analyze', '/analyze-async'])(
    '%s refuses what is neither PDF nor picture, too large, missing or malformed',
    async (path) => {
      const before = instance.storedFiles();
      const send = (form: FormData) => client.post(path, { form });
      expect((await send(labReportForm(GIF, { filename: 'claims-to-be.pdf' }))).status).toBe(415);
      expect((await send(labReportForm(Buffer.from('just words')))).status).toBe(415);
      expect(
        (await send(labReportForm(Buffer.concat([sampleReport(), Buffer.alloc(1024 * 1024)])))).status,
      ).toBe(413);
      const bomb = await send(labReportForm(pngHeader(50_000), { filename: 'scan.png' }));
      expect([bomb.status, bomb.body.detail]).toEqual([413, expect.stringMatching(/^file: .*pixels/)]);
      expect((await send(labReportForm(Buffer.alloc(0)))).status).toBe(422);
      const asText = new FormData();
      asText.append('file', '%PDF-1.7');
      expect((await send(asText)).status).toBe(422);
      expect((await send(new FormData())).status).toBeGreaterThanOrEqual(400);
      expect((await send(labReportForm(undefined, { query: 'x'.repeat(2_001) }))).status).toBe(422);
      expect((await client.post(path, { json: {} })).status).toBe(415);
      expect(instance.storedFiles()).toEqual(before);
    },
  );

  it('takes a PDF whatever the client calls it, and names it as the client did', async () => {
    const form = labReportForm(undefined, { filename: '../../etc/Blutbild März.PDF', type: 'text/plain' });
    const { status, body } = await analyze(form);
    expect([status, body.file_processed]).toEqual([200, 'Blutbild März.PDF']);
  });

  it('knows its own jobs only', async () => {
    const ping = await client.ping();
    expect((await client.get(`/status/${ping}`)).status).toBe(404);
    expect((await client.get('/status/nothing')).status).toBe(404);
  });

  it('says how long its queue is', async () => {
    expect((await client.get('/queue/stats')).body).toEqual({
      queue_enabled: true,
      queue_length: expect.any(Number),
      backend: engine.name,
      status: 'healthy',
    });
  });

  it('cancels the job of a client that hangs up, unless it sent an Idempotency-Key', async () => {
    const content = await longReport(150);
    const started = async (headers: Record<string, string>, hangUp: AbortSignal): Promise<string> => {
      const known = new Set(
        (await client.get('/jobs/list?limit=100')).body.jobs.map(({ job_id }: any) => job_id),
      );
      client
        .post('/analyze', { form: labReportForm(content), headers, signal: hangUp })
        .catch(() => undefined);
      for (;;) {
        const { jobs } = (await client.get('/jobs/list?type=lab-report&limit=100')).body;
        const mine = jobs.find(({ job_id }: any) => !known.has(job_id));
        if (mine) return mine.job_id as string;
        await pause(20);
      }
    };

    const leaving = new AbortController();
    const left = await started({}, leaving.signal);
    await client.until(left, 'PROGRESS');
    leaving.abort();
    expect((await client.ended(left)).status).toBe('REVOKED');

    const returning = new AbortController();
    const key = { 'Idempotency-Key': 'will-be-back' };
    const kept = await started(key, returning.signal);
    await client.until(kept, 'PROGRESS');
    returning.abort();
    expect((await client.ended(kept)).status).toBe('SUCCESS');
    const answer = await analyze(labReportForm(content), key);
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  });
});
