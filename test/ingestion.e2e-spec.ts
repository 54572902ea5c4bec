import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { Receiver } from './support/receiver.js';
import { Webhook } from 'standardwebhooks';
import { encryptedPdf } from './support/lab-report-form.js';

const SECRET = `whsec_${Buffer.from('s'.repeat(32)).toString('base64')}`;
const SAMPLES = new URL('../samples/', import.meta.url);

forEachEngine('document ingestion', (engine) => {
  let instance: Instance;
  let client: Client;
  let receiver: Receiver;
  const put = (key: string, body: string | Uint8Array): void => {
    const path = join(instance.directory, 'data', 'objects', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
  };

  beforeAll(async () => {
    instance = await Instance.create(engine);
    receiver = await Receiver.open();
    ({ client } = await instance.api({
      MAX_UPLOAD_MB: '1',
      WEBHOOK_SECRET: SECRET,
      WEBHOOK_ALLOWED_HOSTS: `localhost:${receiver.port}`,
    }));
    put('notes/a.md', '# Notes\n\nFirst **thing**.\n\n- one\n- two\n');
    copyFileSync(
      new URL('lab-report.pdf', SAMPLES),
      join(instance.directory, 'data', 'objects', 'report.pdf'),
    );
  });
  afterAll(async () => {
    await instance.close();
    await receiver.close();
  });

  const submit = (key: string, fields: object = {}) =>
    client.post('/api/documents/process', {
      json: {
        document_id: 'doc-1',
        user_id: 'user-7',
        file_name: 'a.md',
        r2_key: key,
        content_type: 'text/markdown',
        ...fields,
      },
    });

  it('queues a document the old way and gives its text', async () => {
    const { status, headers, body } = await submit('notes/a.md', { chunk_size: 200 });
    expect(status).toBe(202);
    expect(body).toEqual({
      task_id: expect.any(String),
      status: 'queued',
      document_id: 'doc-1',
      message: 'Document queued for processing',
      status_url: `/api/documents/task/${body.task_id}/status`,
    });
    expect(headers.get('location')).toBe(body.status_url);
    await client.ended(body.task_id);
    const view = (await client.get(body.status_url)).body;
    expect(view).toMatchObject({
      task_id: body.task_id,
      status: 'completed',
      document_id: 'doc-1',
      user_id: 'user-7',
      file_name: 'a.md',
      created_at: expect.stringMatching(/Z$/),
      started_at: expect.stringMatching(/Z$/),
      completed_at: expect.stringMatching(/Z$/),
      retry_count: 0,
      max_retries: 3,
      result: {
        document: {
          type: 'markdown',
          pages: 1,
          title: 'Notes',
          bytes: 39,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          blocks: { heading: 1, paragraph: 1, list_item: 2 },
        },
        chunks: { count: 1 },
        ocr_pages: [],
      },
    });
    const { content_urls: urls, chunks } = view.result;
    const markdown = await client.get(urls.markdown);
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(markdown.text).toBe('# Notes\n\nFirst thing.\n\n- one\n- two\n');
    expect((await client.get(urls.text)).text).toBe('Notes\n\nFirst thing.\n\none\ntwo\n');
    expect((await client.get(urls.json)).body.blocks).toHaveLength(4);
    expect((await client.get(chunks.url)).body.chunks[0]).toMatchObject({
      index: 0,
      page_from: 1,
      page_to: 1,
      heading_path: ['Notes'],
    });
    expect((await client.get(`/api/documents/task/${body.task_id}/content?format=pdf`)).status).toBe(422);
  });

  it('reads a PDF by its content, whatever it is called, page by page', async () => {
    const { body } = await submit('report.pdf', { file_name: 'x.txt', content_type: 'text/plain' });
    const seen: any[] = [];
    for await (const _event of client.events(body.task_id))
      seen.push((await client.get(body.status_url)).body);
    const words = new Set(seen.map(({ status }) => status));
    for (const word of words) expect(['pending', 'processing', 'completed']).toContain(word);
    const { result } = (await client.get(body.status_url)).body;
    expect(result.document).toMatchObject({ type: 'pdf', pages: 2, language: 'en' });
    const { text } = await client.get(result.content_urls.markdown);
    expect(text).toContain('| Hemoglobin | 10.8 | L | g/dL | 12.0 - 15.5 |');
  });

  it('puts urgent tasks first, and counts', async () => {
    const { body } = await submit('notes/a.md', { priority: 5 });
    await client.ended(body.task_id);
    expect((await client.get('/api/documents/queue/stats')).body).toEqual({
      pending_tasks: 0,
      processing_tasks: 0,
      total_completed: 3,
      total_failed: 0,
      dead_letter_tasks: 0,
      queue_name: 'document_ingestion',
    });
  });

  it('tells the callback address of the end, signed, and lists what came of it', async () => {
    const { body } = await submit('notes/a.md', { callback_url: `http://localhost:${receiver.port}/hook` });
    expect(body.warnings).toBeUndefined();
    const { headers, text } = await receiver.next();
    const sent = new Webhook(SECRET).verify(text, headers) as Record<string, unknown>;
    const view = (await client.get(body.status_url)).body;
    expect(sent).toEqual(view);
    expect(sent).toMatchObject({ task_id: body.task_id, status: 'completed' });
    const list = async () => (await client.get(`/api/documents/task/${body.task_id}/deliveries`)).body;
    await eventually(async () => (await list()).deliveries[0].status === 'delivered');
    expect(await list()).toEqual({
      task_id: body.task_id,
      deliveries: [expect.objectContaining({ response_status: 204, message_id: headers['webhook-id'] })],
    });
    const [{ delivery_id: id }] = (await list()).deliveries;
    const replayed = await client.post(`/api/documents/task/${body.task_id}/deliveries/${id}/replay`);
    expect(replayed.status).toBe(202);
    expect((await receiver.next()).headers['webhook-id']).toBe(headers['webhook-id']);
    expect((await list()).deliveries).toHaveLength(2);
  });

  it('takes a task with an address that it refuses, and says why', async () => {
    const { status, body } = await submit('notes/a.md', { callback_url: 'http://169.254.169.254/latest' });
    expect(status).toBe(202);
    expect(body.warnings).toEqual([expect.stringMatching(/^callback_url: .*public address/)]);
    await client.ended(body.task_id);
    const list = async () =>
      (await client.get(`/api/documents/task/${body.task_id}/deliveries`)).body.deliveries;
    await eventually(async () => (await list())[0]?.status === 'failed');
    expect(await list()).toEqual([
      expect.objectContaining({ error: expect.stringMatching(/public address/) }),
    ]);
  });

  it.each([
    ['missing', 'nowhere.pdf', 'BadInput', /no object/],
    ['encrypted', 'encrypted.pdf', 'Unreadable', /password/],
    ['unsupported', 'old.doc', 'Unsupported', /before 2007/],
    ['too large', 'large.txt', 'TooLarge', /larger than/],
    ['empty', 'empty.txt', 'Unreadable', /empty/],
  ])('fails at once what is %s, and starts it afresh by hand', async (kind, key, errorType, words) => {
    if (kind === 'encrypted') put(key, await encryptedPdf());
    if (kind === 'unsupported') put(key, Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
    if (kind === 'too large') put(key, 'x'.repeat(1_100_000));
    if (kind === 'empty') put(key, '');
    const { body } = await submit(key);
    expect(await client.ended(body.task_id)).toMatchObject({ status: 'FAILURE', attempts: 1 });
    const failed = (await client.get(body.status_url)).body;
    expect(failed).toMatchObject({
      status: 'failed',
      error_message: expect.stringMatching(words),
      error_type: errorType,
    });
    expect((await client.get(`/api/documents/task/${body.task_id}/content`)).status).toBe(409);
    put(key, 'Now it is a text.');
    const retried = await client.post(`/api/documents/task/${body.task_id}/retry`);
    expect(retried).toMatchObject({ status: 200, body: { task_id: body.task_id, status: 'queued' } });
    expect(await client.ended(body.task_id)).toMatchObject({ status: 'SUCCESS' });
    expect((await client.post(`/api/documents/task/${body.task_id}/retry`)).status).toBe(409);
  });

  it('has its queue under the name that the operator gave it', async () => {
    const named = await Instance.create(engine);
    try {
      const { client: there } = await named.api({ QUEUE_NAME: 'docs', WORKERS: 'off' });
      const { body } = await there.post('/api/documents/process', {
        json: {
          document_id: 'd',
          user_id: 'u',
          file_name: 'f',
          r2_key: 'none.txt',
          content_type: 'text/plain',
        },
      });
      await named.worker(['docs'], { QUEUE_NAME: 'docs' });
      expect(await there.ended(body.task_id)).toMatchObject({ status: 'FAILURE', queue: 'docs' });
      expect((await there.get('/api/documents/queue/stats')).body).toMatchObject({
        queue_name: 'docs',
        dead_letter_tasks: 1,
      });
      expect((await there.get('/jobs/list?queue=docs')).body.jobs).toHaveLength(1);
    } finally {
      await named.close();
    }
  });

  it('refuses what is no key, and bodies that are wrong', async () => {
    for (const key of ['../x', '/etc/passwd', 'http://a/b', '']) expect((await submit(key)).status).toBe(422);
    expect((await submit('a', { priority: 11 })).status).toBe(422);
    expect((await submit('a', { document_id: 5 })).status).toBe(422);
    const ping = await client.ping();
    expect((await client.get(`/api/documents/task/${ping}/status`)).status).toBe(404);
  });
});
