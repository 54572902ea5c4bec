import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { tinyImageTower, tinyTextTower, tinyTokenizer } from '../tools/tiny-embedding-model.mjs';
import type { Client } from './support/client.js';
import { EmbeddingServer } from './support/embedding-server.js';
import { embedded, forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';

const SIDE = 16;
const COLOURS = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function form(colour: string, fields: Record<string, string> = {}): Promise<FormData> {
  const image = await sharp({ create: { width: 60, height: 90, channels: 3, background: colour } })
    .png()
    .toBuffer();
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append('image_file', new Blob([new Uint8Array(image)]), 'product.png');
  return data;
}

async function submit(client: Client, colour: string, productId: string): Promise<any> {
  const data = await form(colour, { product_id: productId, name: `Thing ${productId}` });
  const { body } = await client.post('/api/v1/index-product-with-image', { form: data });
  return client.ended(body.job_id);
}

async function indexColours(client: Client): Promise<void> {
  for (const [name, colour] of Object.entries(COLOURS))
    expect(await submit(client, colour, name)).toMatchObject({ status: 'SUCCESS' });
}

const found = (body: any): string[] => body.results.map((hit: any) => hit.product_id);

forEachEngine('an image embedding of a folder', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-models-'));
  const towers = { image: tinyImageTower(SIDE) as Buffer, text: tinyTextTower() as Buffer };
  const identity = `tiny-clip 2 ${hash(towers.image).slice(0, 12)}`;
  let instance: Instance;
  let client: Client;

  const manifest = (changes: object = {}): void => {
    const entry = {
      task: 'image-embedding',
      name: 'tiny-clip',
      version: '2',
      file: 'image.onnx',
      sha256: hash(towers.image),
      licence: 'Apache-2.0',
      input: { side: SIDE, mean: [0, 0, 0], std: [1, 1, 1] },
      text: { file: 'text.onnx', sha256: hash(towers.text) },
      ...changes,
    };
    writeFileSync(join(folder, 'models.json'), JSON.stringify({ models: [entry] }));
  };

  beforeAll(async () => {
    writeFileSync(join(folder, 'image.onnx'), towers.image);
    writeFileSync(join(folder, 'text.onnx'), towers.text);
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tinyTokenizer()));
    manifest();
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ MODELS_DIR: folder }));
    await indexColours(client);
  });
  beforeEach(() => manifest());
  afterAll(async () => {
    await instance.close();
    rmSync(folder, { recursive: true });
  });

  it('embeds pictures, and vectors carry its name, version and hash', async () => {
    const { result } = await submit(client, COLOURS.red, 'red');
    expect(result).toMatchObject({ dimensions: 512 });
    expect(result.models).toEqual([
      { name: 'tiny-clip', version: '2', kind: 'onnx', weights_sha256: hash(towers.image) },
    ]);
    expect((await client.get('/api/v1/products/red')).body.embedder).toBe(identity);
    const { body } = await client.post('/api/v1/search/image', { form: await form('#e01010') });
    expect(body).toMatchObject({ searched_by: 'image', method: identity });
    expect(found(body)[0]).toBe('red');
    expect(body.results[0].score).toBeGreaterThan(0.99);
  });

  it('searches pictures by words, which need not stand in the product', async () => {
    const { body } = await client.get('/api/v1/search?q=a%20Blue%20one&limit=2');
    expect(body).toMatchObject({ searched_by: 'words', method: identity });
    expect(found(body)[0]).toBe('blue');
    expect(body.results[0].score).toBeCloseTo(1, 3);
    expect(body.results[1].score).toBe(0);
  });

  it('searches by the words of the products where it has no text tower', async () => {
    manifest({ text: undefined });
    const { body } = await client.get('/api/v1/search?q=thing%20green');
    expect(body).toMatchObject({ searched_by: 'words', method: 'BM25' });
    expect(found(body)[0]).toBe('green');
  });

  it('says that an index of another model cannot be searched', async () => {
    manifest({ version: '3' });
    const { status, body } = await client.post('/api/v1/search/image', { form: await form('#ff0000') });
    expect(status).toBe(409);
    expect(body.detail).toContain(identity);
    expect((await client.get('/api/v1/search?q=red')).status).toBe(409);
  });

  it.each([
    ['its file is another one', { sha256: '0'.repeat(64) }],
    ['its file is away', { file: 'other.onnx' }],
    ['its entry is wrong', { input: { side: 'wide' } }],
    ['it takes another size', { input: { side: SIDE + 1 } }],
  ])('fails as model_unavailable when %s, and never answers by another model', async (_case, changes) => {
    manifest(changes);
    expect(await submit(client, COLOURS.red, 'late')).toMatchObject({
      status: 'FAILURE',
      failure_class: 'model_unavailable',
      attempts: 3,
    });
    expect((await client.post('/api/v1/search/image', { form: await form('#ff0000') })).status).toBe(503);
    expect((await client.get('/api/v1/products/late')).status).toBe(404);
  });

  it('fails words as model_unavailable when the text tower is away', async () => {
    manifest({ text: { file: 'away.onnx', sha256: '0'.repeat(64) } });
    expect((await client.get('/api/v1/search?q=red')).status).toBe(503);
  });
});

describe('an image embedding of a server', () => {
  let instance: Instance;
  let client: Client;
  let server: EmbeddingServer;

  beforeAll(async () => {
    server = await EmbeddingServer.start(SIDE);
    instance = await Instance.create(embedded);
    const settings = { EMBEDDING_URL: server.url, WORKER_BATCH_SIZE: '3', WORKER_CONCURRENCY: '3' };
    ({ client } = await instance.api(settings));
  });
  afterEach(() => server.reset());
  afterAll(async () => {
    await instance.close();
    server.close();
  });

  it('is asked by the Open Inference Protocol, several pictures at once', async () => {
    const products = Object.entries(COLOURS).flatMap(([name, colour]) =>
      ['', '-2', '-3'].map((suffix) => submit(client, colour, `${name}${suffix}`)),
    );
    const jobs = await Promise.all(products);
    for (const { status, result } of jobs) {
      expect(status).toBe('SUCCESS');
      expect(result.models).toEqual([{ name: 'shop-clip', version: '4', kind: 'remote' }]);
    }
    expect(Math.max(...server.batches)).toBeGreaterThan(1);
    const { body } = await client.post('/api/v1/search/image', { form: await form('#10e010') });
    expect(body).toMatchObject({ searched_by: 'image', method: 'shop-clip 4' });
    expect(found(body)[0]).toContain('green');
  });

  it('fails a damaged picture alone', async () => {
    const damaged = async (): Promise<any> => {
      const noise = await sharp({
        create: {
          width: 300,
          height: 300,
          channels: 3,
          background: '#888888',
          noise: { type: 'gaussian', mean: 128, sigma: 30 },
        },
      })
        .png()
        .toBuffer();
      const data = new FormData();
      data.append('product_id', 'damaged');
      data.append('name', 'Damaged');
      data.append('image_file', new Blob([new Uint8Array(noise.subarray(0, noise.length / 2))]), 'p.png');
      const { body } = await client.post('/api/v1/index-product-with-image', { form: data });
      return client.ended(body.job_id);
    };
    const [broken, ...others] = await Promise.all([
      damaged(),
      submit(client, COLOURS.red, 'red'),
      submit(client, COLOURS.blue, 'blue'),
    ]);
    expect(broken).toMatchObject({ status: 'FAILURE', failure_class: 'unreadable', attempts: 1 });
    for (const other of others) expect(other).toMatchObject({ status: 'SUCCESS' });
  });

  it('is asked for words as they are', async () => {
    await indexColours(client);
    const { body } = await client.get('/api/v1/search?q=something%20blue');
    expect(body).toMatchObject({ searched_by: 'words', method: 'shop-clip 4' });
    expect(found(body)[0]).toContain('blue');
    expect(server.texts).toEqual(['something blue']);
  });

  it('leaves words to those of the products where it has no text model', async () => {
    server.knowsTexts = false;
    const { body } = await client.get('/api/v1/search?q=thing');
    expect(body).toMatchObject({ searched_by: 'words', method: 'BM25' });
  });

  it('fails as model_unavailable when it is away', async () => {
    server.isAway = true;
    expect(await submit(client, COLOURS.red, 'late')).toMatchObject({
      status: 'FAILURE',
      failure_class: 'model_unavailable',
      retry_helps: true,
    });
    expect((await client.post('/api/v1/search/image', { form: await form('#ff0000') })).status).toBe(503);
  });
});
