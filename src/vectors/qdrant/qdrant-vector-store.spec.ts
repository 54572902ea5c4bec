import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { QDRANT_SCHEMA } from '../testing/qdrant-requests.js';
import { QdrantServer } from '../testing/qdrant-server.js';
import { itIsAVectorStore, product } from '../vector-store.contract.js';
import { pointIdOf, productPayload } from './points.js';
import { QdrantVectorStore } from './qdrant-vector-store.js';

describe('the vector store in Qdrant', () => {
  let server: QdrantServer;
  const open = (collection = `products-${randomUUID()}`, apiKey: string | null = server.apiKey) =>
    new QdrantVectorStore({ url: server.url, apiKey, collection });

  beforeAll(async () => {
    server = await QdrantServer.start();
  });
  afterEach(() => {
    server.failure = null;
    server.silent = false;
    server.version = '1.18.0';
    expect(server.wrong).toEqual([]);
  });
  afterAll(() => server.stop());

  itIsAVectorStore(async () => {
    const collection = `products-${randomUUID()}`;
    return [open(collection), open(collection)];
  });

  it('goes through ten thousand products in pages', async () => {
    const collection = `products-${randomUUID()}`;
    const store = open(collection);
    await store.put(product({ productId: 'first' }), '1');
    const client = new QdrantClient({
      url: server.url,
      headers: { 'api-key': server.apiKey },
      checkCompatibility: false,
    });
    const points = Array.from({ length: 10_050 }, (_, index) => {
      const payload = productPayload(product({ productId: `p${index}` }), '1');
      return { id: pointIdOf('ada', payload.product_id), payload: { ...payload }, vector: {} };
    });
    while (points.length > 0) await client.upsert(collection, { points: points.splice(-1_000) });
    const seen = new Set<string>();
    for await (const { productId } of store.entries()) seen.add(productId);
    expect(seen.size).toBe(10_051);
    expect(await store.count('ada')).toBe(10_051);
    expect(await store.byWords('shirt', { owner: 'ada', limit: 3 })).toHaveLength(3);
  });

  it('has one point for each product, whatever signs divide owner and id', () => {
    expect(pointIdOf('a', 'b')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(pointIdOf('a', 'b')).toBe(pointIdOf('a', 'b'));
    expect(new Set([pointIdOf('a', '"b'), pointIdOf('a"', 'b'), pointIdOf('a', 'b')]).size).toBe(3);
  });

  it('gives large whole numbers back as numbers', async () => {
    const store = open();
    await store.put(product({ metadata: { large: 2 ** 60, list: [2 ** 60] } }), '1');
    expect((await store.get('ada', 'p1'))!.metadata).toEqual({ large: 2 ** 60, list: [2 ** 60] });
  });

  it('waits for no answer for ever', async () => {
    const store = new QdrantVectorStore({
      url: server.url,
      apiKey: server.apiKey,
      collection: 'x',
      timeoutMs: 2_000,
    });
    await store.put(product(), '1');
    server.silent = true;
    const isDown = { failureClass: 'dependency_down' };
    await expect(store.byWords('shirt', { owner: 'ada', limit: 1 })).rejects.toMatchObject(isDown);
    await expect(store.ping()).rejects.toMatchObject(isDown);
    server.silent = false;
    expect(await store.byWords('shirt', { owner: 'ada', limit: 1 })).toHaveLength(1);
  });

  it('fails for now while the server is away, broken, too old, or refuses the key', async () => {
    const store = open();
    await store.put(product(), '1');
    const isDown = { failureClass: 'dependency_down' };
    server.failure = 503;
    await expect(store.put(product(), '2')).rejects.toMatchObject(isDown);
    await expect(store.ping()).rejects.toMatchObject(isDown);
    server.failure = null;
    expect(await store.put(product(), '2')).toBe(true);
    await store.ping();
    await expect(open(undefined, null).ping()).rejects.toMatchObject(isDown);
    await expect(open(undefined, 'wrong').get('ada', 'p1')).rejects.toMatchObject(isDown);
    server.version = '1.15.3';
    await expect(open().put(product(), '1')).rejects.toThrow('1.15.3 is too old');
    const nobody = new QdrantVectorStore({ url: 'http://127.0.0.1:1', apiKey: null, collection: 'x' });
    await expect(nobody.get('ada', 'p1')).rejects.toMatchObject(isDown);
  });

  it('is checked by the types of the client that is installed', () => {
    const installed = new URL('../../../node_modules/@qdrant/js-client-rest/package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(installed, 'utf8')) as { version: string };
    expect(QDRANT_SCHEMA.clientVersion).toBe(version);
  });
});

const { QDRANT_URL: realUrl, QDRANT_API_KEY: realKey = null } = process.env;
// A server of one's own is a choice, not a part that is missing: without one these tests are not there.
if (realUrl)
  describe('the vector store in a real Qdrant', () => {
    itIsAVectorStore(async () => {
      const collection = `assay-test-${randomUUID()}`;
      const stores = [1, 2].map(() => new QdrantVectorStore({ url: realUrl, apiKey: realKey, collection }));
      return stores as [QdrantVectorStore, QdrantVectorStore];
    });
  });
