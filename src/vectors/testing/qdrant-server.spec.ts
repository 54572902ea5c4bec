import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantServer } from './qdrant-server.js';

describe('the stand-in for Qdrant', () => {
  let server: QdrantServer;
  beforeAll(async () => {
    server = await QdrantServer.start();
  });
  afterAll(() => server.stop());

  const ask = async (method: string, path: string, body?: string, key = server.apiKey) => {
    const headers = { 'api-key': key, 'content-type': 'application/json' };
    return (await fetch(server.url + path, { method, headers, ...(body && { body }) })).status;
  };

  it('answers what the types of the client know', async () => {
    expect(await ask('GET', '/')).toBe(200);
    expect(await ask('PUT', '/collections/c', '{"vectors": {}}')).toBe(200);
    expect(await ask('GET', '/collections/c/exists')).toBe(200);
    expect(await ask('POST', '/collections/c/points/scroll', '{"limit": 5}')).toBe(200);
    expect(server.wrong).toEqual([]);
  });

  it.each([
    ['an unknown path', 'POST', '/collections/c/points/find', '{}'],
    ['an unknown member', 'POST', '/collections/c/points/scroll', '{"limt": 5}'],
    ['a wrong type', 'POST', '/collections/c/points/scroll', '{"limit": "5"}'],
    ['an unknown condition', 'POST', '/collections/c/points/count', '{"filter": {"must": [{"like": "x"}]}}'],
    ['an unknown mode', 'PUT', '/collections/c/points', '{"points": [], "update_mode": "maybe"}'],
    ['a point without a vector', 'PUT', '/collections/c/points', '{"points": [{"id": 1}]}'],
    ['an unknown parameter', 'PUT', '/collections/c/points?wat=true', '{"points": []}'],
    [
      'half of a pair of surrogates',
      'PUT',
      '/collections/c/points',
      '{"points": [], "shard_key": "\\ud800"}',
    ],
  ])('refuses %s, and remembers it', async (_, method, path, body) => {
    server.wrong.length = 0;
    expect(await ask(method, path, body)).toBe(400);
    expect(server.wrong).toHaveLength(1);
  });

  it('refuses vectors without a name, of a wrong length, ids that are none, and a wrong key', async () => {
    const put = (point: object) => ask('PUT', '/collections/c/points', JSON.stringify({ points: [point] }));
    const id = '00000000-0000-8000-8000-000000000000';
    expect(await ask('PUT', '/collections/c/vectors/v', '{"dense": {"size": 2, "distance": "Cosine"}}')).toBe(
      200,
    );
    expect(await put({ id, vector: { v: [1, 0] } })).toBe(200);
    expect(await put({ id, vector: { w: [1, 0] } })).toBe(400);
    expect(await put({ id, vector: { v: [1] } })).toBe(400);
    expect(await put({ id: 'p1', vector: {} })).toBe(400);
    expect(await ask('GET', '/collections/none')).toBe(404);
    expect(await ask('GET', '/collections/c', undefined, 'wrong')).toBe(401);
  });
});
