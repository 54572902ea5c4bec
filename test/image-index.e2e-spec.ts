import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { SqliteFile } from '../src/platform/sqlite/index.js';
import { EmbeddedVectorStore } from '../src/vectors/embedded/embedded-vector-store.js';
import { QdrantServer } from '../src/vectors/testing/qdrant-server.js';
import type { Client } from './support/client.js';
import { embedded, forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';

const COLOURS = { red: '#c33', blue: '#36a', green: '#282' };

function draw(colour: keyof typeof COLOURS): Promise<Buffer> {
  const svg = `<svg width="300" height="300"><rect width="300" height="300" fill="#fff"/><circle cx="150" cy="150" r="90" fill="${COLOURS[colour]}"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

async function form(colour: keyof typeof COLOURS, fields: Record<string, string> = {}): Promise<FormData> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append('image_file', new Blob([new Uint8Array(await draw(colour))]), 'product.png');
  return data;
}

async function index(client: Client, colour: keyof typeof COLOURS, productId: string): Promise<string> {
  const fields = { product_id: productId, name: `${colour} ball`, metadata: `{"colour": "${colour}"}` };
  const { body } = await client.post('/api/v1/index-product-with-image', {
    form: await form(colour, fields),
  });
  expect(await client.ended(body.job_id)).toMatchObject({ status: 'SUCCESS' });
  return body.job_id;
}

async function found(client: Client, colour: keyof typeof COLOURS): Promise<unknown> {
  const { status, body } = await client.post('/api/v1/search/image', { form: await form(colour) });
  return status === 200 ? body.results.map((hit: any) => hit.product_id) : status;
}

function assayOf(instance: Instance, environment: Record<string, string> = {}) {
  return async (...flags: string[]) => {
    const program = instance.run('cli.js', ['image-index', ...flags, '--json'], environment);
    const { code } = await program.exited;
    return { code, ...JSON.parse(program.output) };
  };
}

forEachEngine('the index of products and the command line', (engine) => {
  let instance: Instance;
  let client: Client;
  let file: string;
  let assay: ReturnType<typeof assayOf>;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api());
    file = join(instance.directory, 'data', 'products.sqlite');
    assay = assayOf(instance);
  });
  afterAll(() => instance.close());

  /** Gives a product the vector of another embedder, as an older version would have left it. */
  const age = async (productId: string, keepsPicture: boolean): Promise<void> => {
    const store = new EmbeddedVectorStore(file);
    for await (const { owner, sequence, ...entry } of store.entries()) {
      if (entry.productId !== productId) continue;
      const picture = keepsPicture ? await store.pictureOf(owner, productId) : null;
      const vector = new Float32Array(512).fill(1 / Math.sqrt(512));
      const stored = (await store.get(owner, productId))!;
      await store.put({ ...stored, embedder: 'old 1', vector, picture }, sequence);
    }
    await store.close();
  };
  /** Takes a product out of the file, as a file that was restored from a backup would lack it. */
  const forget = async (productId: string): Promise<void> => {
    const products = new SqliteFile(file);
    await products.write((sql) => {
      const { id } = sql.get<{ id: number }>('SELECT id FROM products WHERE product_id = ?', [productId])!;
      sql.run('DELETE FROM product_words WHERE rowid = ?', [id]);
      for (const table of ['product_codes', 'product_vectors', 'product_pictures', 'products'])
        sql.run(`DELETE FROM ${table} WHERE id = ?`, [id]);
    });
    await products.close();
  };

  it('makes the vectors of another embedder anew from kept pictures, while the server runs', async () => {
    await index(client, 'red', 'red');
    await index(client, 'blue', 'blue');
    expect((await found(client, 'blue')) as string[]).toEqual(['blue', 'red']);
    await age('red', true);
    expect(await found(client, 'blue')).toBe(409);
    expect((await client.get('/api/v1/search?q=red')).body.results).toHaveLength(1);
    expect(await assay('reindex', '--remove-old')).toEqual({
      code: 0,
      embedder: expect.stringContaining('assay-image-embedding'),
      renewed: 1,
      changed: 0,
      left: [],
      removed_old: true,
    });
    expect(await found(client, 'blue')).toEqual(['blue', 'red']);
    expect(await found(client, 'red')).toEqual(['red', 'blue']);
  });

  it('finds what is missing, stale or orphaned, and mends what it can', async () => {
    expect(await assay('reconcile')).toEqual({ code: 0, findings: [] });
    const job = await index(client, 'green', 'green');
    await forget('green');
    await age('blue', false);
    const found = await assay('reconcile');
    expect(found.code).toBe(1);
    expect(found.findings).toEqual([
      expect.objectContaining({ defect: 'stale', product_id: 'blue', mended: false }),
      expect.objectContaining({ defect: 'missing', product_id: 'green', job_id: job, mended: false }),
    ]);
    const mended = await assay('reconcile', '--repair');
    expect(mended.code).toBe(0);
    expect(mended.findings.map((finding: any) => finding.mended)).toEqual([true, true]);
    expect((await client.get('/api/v1/products/green')).body).toMatchObject({ name: 'green ball' });
    expect(await assay('reconcile')).toEqual({ code: 0, findings: [] });
  });

  it('names products that cannot be made anew', async () => {
    const job = await index(client, 'red', 'lost');
    await age('lost', false);
    expect((await client.delete(`/jobs/${job}`)).status).toBeLessThan(300);
    const { code, left, removed_old: removedOld } = await assay('reindex', '--remove-old');
    expect([code, removedOld]).toEqual([1, false]);
    expect(left).toEqual([
      expect.objectContaining({ product_id: 'lost', reason: expect.stringMatching('no picture') }),
    ]);
    const repaired = await assay('reconcile', '--repair');
    expect(repaired).toMatchObject({
      code: 1,
      findings: [{ defect: 'orphaned', product_id: 'lost', mended: false, hindrance: expect.any(String) }],
    });
    expect((await client.delete('/api/v1/products/lost')).status).toBe(204);
    expect(await assay('reconcile')).toEqual({ code: 0, findings: [] });
  });
});

describe('products in Qdrant', () => {
  let server: QdrantServer;
  let instance: Instance;
  let client: Client;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await QdrantServer.start();
    environment = { QDRANT_URL: server.url, QDRANT_API_KEY: server.apiKey };
    instance = await Instance.create(embedded);
    ({ client } = await instance.api(environment));
  });
  afterAll(async () => {
    await instance.close();
    await server.stop();
  });

  it('are indexed, found, reconciled and deleted', async () => {
    await index(client, 'red', 'rot/1 "é"');
    await index(client, 'blue', 'blau');
    expect(await found(client, 'red')).toEqual(['rot/1 "é"', 'blau']);
    const words = await client.get(`/api/v1/search?q=blu&filter=${encodeURIComponent('{"colour": "blue"}')}`);
    expect(words.body.results).toEqual([expect.objectContaining({ product_id: 'blau', name: 'blue ball' })]);
    expect(await assayOf(instance, environment)('reconcile')).toEqual({ code: 0, findings: [] });
    expect(await assayOf(instance, environment)('reindex')).toMatchObject({ code: 0, renewed: 0 });
    expect((await client.delete('/api/v1/products/blau')).status).toBe(204);
    expect(await found(client, 'blue')).toEqual(['rot/1 "é"']);
    expect(server.wrong).toEqual([]);
  });

  it('wait for the server, and the instance says that it is away', async () => {
    server.failure = 503;
    expect((await client.get('/health')).body.details.vector_store).toMatchObject({
      status: 'degraded',
      kind: 'qdrant',
    });
    expect((await client.get('/health/ready')).status).toBe(200);
    expect(await found(client, 'red')).toBe(503);
    const { body } = await client.post('/api/v1/index-product-with-image', {
      form: await form('green', { product_id: 'late', name: 'Late' }),
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    server.failure = null;
    expect(await client.ended(body.job_id)).toMatchObject({ status: 'SUCCESS' });
    expect((await client.get('/health')).body.details.vector_store).toMatchObject({ status: 'up' });
  });
});
