import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { createToken, JWT_SECRET } from './support/tokens.js';

const SHAPES = {
  circle: '<circle cx="50" cy="50" r="35" fill="#c33"/>',
  square: '<rect x="20" y="20" width="60" height="60" fill="#36a"/>',
  stripes: '<path d="M0 20H100M0 50H100M0 80H100" stroke="#282" stroke-width="12"/>',
};

function draw(shape: keyof typeof SHAPES, size = 240): Promise<Buffer> {
  const svg = `<svg width="${size}" height="${size}" viewBox="0 0 100 100"><rect width="100" height="100" fill="#fff"/>${SHAPES[shape]}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}

function form(image: Uint8Array | string, fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  if (typeof image === 'string') data.append('image_file', image);
  else data.append('image_file', new Blob([new Uint8Array(image)]), 'product.jpg');
  return data;
}

forEachEngine('product images', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api());
  });
  afterAll(() => instance.close());

  const submit = (image: Uint8Array | string, fields: Record<string, string>) =>
    client.post('/api/v1/index-product-with-image', { form: form(image, { name: 'Thing', ...fields }) });
  const index = async (image: Uint8Array, fields: Record<string, string>): Promise<string> => {
    const { status, body } = await submit(image, fields);
    expect(status).toBe(202);
    expect(await client.ended(body.job_id)).toMatchObject({ status: 'SUCCESS' });
    return body.job_id;
  };
  const byImage = (image: Uint8Array, fields: Record<string, string> = {}) =>
    client.post('/api/v1/search/image', { form: form(image, fields) });

  it('queues a product the old way and shows its status', async () => {
    const { status, headers, body } = await submit(await draw('circle'), {
      product_id: 'ball',
      name: 'Red ball',
    });
    expect(status).toBe(202);
    expect(body).toEqual({
      status: 'queued',
      job_id: expect.any(String),
      product_id: 'ball',
      message: 'Product queued for indexing',
      processing_mode: 'async',
      status_url: `/api/v1/queue/status/${body.job_id}`,
    });
    expect(headers.get('location')).toBe(body.status_url);
    await client.ended(body.job_id);
    expect((await client.get(body.status_url)).body).toEqual({
      job_id: body.job_id,
      status: 'completed',
      product_id: 'ball',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      retry_count: 0,
      error_message: null,
      superseded: false,
    });
    const { body: statistics } = await client.get('/api/v1/queue/stats');
    expect(statistics).toEqual({
      available: true,
      queue_name: 'image_index_queue',
      pending_in_queue: 0,
      jobs: { queued: 0, processing: 0, completed: 1, failed: 0, total: 1 },
      timestamp: expect.any(String),
    });
  });

  it('finds products by picture and by words, with filters', async () => {
    await index(await draw('circle'), { product_id: 'ball', name: 'Red ball', metadata: '{"price": 5}' });
    await index(await draw('square'), {
      product_id: 'box',
      name: 'Blue box',
      description: 'for toys',
      metadata: '{"price": 15}',
    });
    await index(await draw('stripes'), { product_id: 'rug', name: 'Green rug', metadata: '{"price": 25}' });
    const { status, body } = await byImage(
      await sharp(await draw('square', 500))
        .flop()
        .webp()
        .toBuffer(),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ took_ms: expect.any(Number), searched_by: 'image' });
    expect(body.results).toHaveLength(3);
    expect(body.results[0]).toMatchObject({ product_id: 'box', name: 'Blue box', metadata: { price: 15 } });
    expect(body.results[0].score).toBeGreaterThan(0.9);
    const cheap = await byImage(await draw('square'), { filter: '{"price": {"lt": 10}}', limit: '1' });
    expect(cheap.body.results.map((hit: any) => hit.product_id)).toEqual(['ball']);
    const words = await client.get('/api/v1/search?q=toys&limit=5');
    expect(words.body).toMatchObject({ searched_by: 'words', method: 'BM25' });
    expect(words.body.results.map((hit: any) => hit.product_id)).toEqual(['box']);
    expect((await client.get('/api/v1/search?q=toys&filter=%7B')).status).toBe(422);
    expect((await client.get('/api/v1/search')).status).toBe(422);
    expect((await client.get('/api/v1/search?q=a&limit=1000')).status).toBe(422);
  });

  it('replaces a product, and takes it away', async () => {
    await index(await draw('circle'), { product_id: 'Größe/1', name: 'First' });
    await index(await draw('stripes'), { product_id: 'Größe/1', name: 'Second' });
    const address = `/api/v1/products/${encodeURIComponent('Größe/1')}`;
    expect((await client.get(address)).body).toMatchObject({ product_id: 'Größe/1', name: 'Second' });
    expect((await client.delete(address)).status).toBe(204);
    expect((await client.delete(address)).status).toBe(404);
    expect((await client.get(address)).status).toBe(404);
  });

  it('takes ids of 128 characters in any script', async () => {
    for (const id of [
      'x'.repeat(128),
      '商'.repeat(128),
      '🛒'.repeat(128),
      'سلة',
      'a/b?c#d',
      '../x',
      '...',
      'a%2Fb',
    ]) {
      await index(await draw('circle'), { product_id: id });
      expect((await client.get(`/api/v1/products/${encodeURIComponent(id)}`)).status).toBe(200);
      expect((await client.delete(`/api/v1/products/${encodeURIComponent(id)}`)).status).toBe(204);
    }
  });

  it('refuses before the queue what is no picture, no product or no metadata', async () => {
    const before = instance.storedFiles();
    const picture = await draw('circle');
    const refused = async (image: Uint8Array | string, fields: Record<string, string>): Promise<number> =>
      (await submit(image, { product_id: 'x', ...fields })).status;
    expect(await refused(Buffer.from('just words'), {})).toBe(415);
    expect(await refused(await sharp(picture).gif().toBuffer(), {})).toBe(415);
    expect(await refused('text', {})).toBe(422);
    expect(await refused(picture, { metadata: '[1]' })).toBe(422);
    expect(await refused(picture, { metadata: `{"a": "${'x'.repeat(17_000)}"}` })).toBe(422);
    expect(await refused(picture, { metadata: `{"a": "${'é'.repeat(8_200)}"}` })).toBe(422);
    expect(await refused(picture, { product_id: 'x'.repeat(129) })).toBe(422);
    expect(await refused(picture, { product_id: '🛒'.repeat(129) })).toBe(422);
    expect(await refused(picture, { product_id: '' })).toBe(422);
    for (const id of ['.', '..']) {
      const { status, body } = await submit(picture, { product_id: id });
      expect(status).toBe(422);
      expect(body.errors[0].message).toContain('no address can name');
    }
    expect((await byImage(Buffer.from('just words'))).status).toBe(415);
    expect(instance.storedFiles()).toEqual(before);
  });

  it('fails a broken picture at once and lets nobody retry what did not fail', async () => {
    const picture = await sharp(await draw('circle', 600))
      .png()
      .toBuffer();
    const { body } = await submit(picture.subarray(0, picture.length / 2), { product_id: 'broken' });
    expect(await client.ended(body.job_id)).toMatchObject({ status: 'FAILURE', attempts: 1 });
    expect((await client.get(body.status_url)).body).toMatchObject({
      status: 'failed',
      retry_count: 1,
      error_message: expect.stringContaining('damaged'),
    });
    const retried = await client.post(`/api/v1/queue/retry/${body.job_id}`);
    expect(retried.status).toBe(200);
    expect(retried.body).toEqual({
      status: 'retrying',
      job_id: body.job_id,
      message: 'Job re-queued for processing',
    });
    const done = await index(await draw('circle'), { product_id: 'ball' });
    expect((await client.post(`/api/v1/queue/retry/${done}`)).status).toBe(409);
    const ping = await client.ping();
    expect((await client.get(`/api/v1/queue/status/${ping}`)).status).toBe(404);
  });

  it('is done by another worker when one is killed, each product once', async () => {
    const own = await Instance.create(engine);
    try {
      const api = await own.api({ WORKERS: 'off' });
      const first = await own.worker(['--queues', 'image_index_queue']);
      const jobs = await Promise.all(
        Array.from({ length: 20 }, async (_, number) => {
          const data = form(await draw('square'), { product_id: `p${number}`, name: `Product ${number}` });
          return (await api.client.post('/api/v1/index-product-with-image', { form: data })).body
            .job_id as string;
        }),
      );
      await eventually(async () => (await api.client.get('/api/v1/queue/stats')).body.jobs.completed > 0);
      await first.kill();
      await own.worker(['--queues', 'image_index_queue']);
      await eventually(
        async () => (await api.client.get('/api/v1/queue/stats')).body.jobs.completed === jobs.length,
        60_000,
      );
      const found = await api.client.get('/api/v1/search?q=product&limit=100');
      expect(new Set(found.body.results.map((hit: any) => hit.product_id)).size).toBe(jobs.length);
      expect(found.body.results).toHaveLength(jobs.length);
    } finally {
      await own.close();
    }
  }, 120_000);

  it('keeps the products of one owner from another', async () => {
    const own = await Instance.create(engine);
    try {
      const { client: open } = await own.api({ AUTH: 'on', JWT_SECRET });
      const as = async (name: string) => open.with({ authorization: `Bearer ${await createToken(name)}` });
      const [ada, bob] = [await as('ada'), await as('bob')];
      const data = form(await draw('circle'), { product_id: 'secret', name: 'Secret ball' });
      const { body } = await ada.post('/api/v1/index-product-with-image', { form: data });
      await eventually(async () => (await ada.get(body.status_url)).body.status === 'completed');
      expect((await bob.get(body.status_url)).status).toBe(404);
      expect((await bob.get('/api/v1/products/secret')).status).toBe(404);
      expect((await bob.get('/api/v1/search?q=ball')).body.results).toEqual([]);
      expect((await ada.get('/api/v1/search?q=ball')).body.results).toHaveLength(1);
    } finally {
      await own.close();
    }
  });
});
