import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { SqliteFile } from '../../platform/sqlite/index.js';
import { parseFilter } from '../filter.js';
import { axis, itIsAVectorStore, product } from '../vector-store.contract.js';
import { EmbeddedVectorStore } from './embedded-vector-store.js';
import { SCHEMA } from './schema.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-vectors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files}.sqlite`);

describe('the embedded vector store', () => {
  itIsAVectorStore(async () => {
    const path = newPath();
    return [new EmbeddedVectorStore(path), new EmbeddedVectorStore(path)];
  });

  it('takes over an index whose products had one vector each', async () => {
    const path = newPath();
    const file = new SqliteFile(path);
    file.migrate('products-1', SCHEMA);
    const vector = axis(4);
    await file.write((sql) => {
      sql.run(
        "INSERT INTO products VALUES (1, 'ada', 'p1', '1', 0, 'Old', NULL, ?, 'test 1', 0), (2, 'ada', 'p2', '2', 1, '', NULL, '{}', 'test 0', 0)",
        ['{"tags":["a",2,true]}'],
      );
      sql.run("INSERT INTO product_codes VALUES ('ada', 1, ?)", [Buffer.alloc(64)]);
      sql.run('INSERT INTO product_vectors VALUES (1, ?)', [Buffer.from(vector.buffer)]);
    });
    await file.close();
    const store = new EmbeddedVectorStore(path);
    const hits = await store.nearest(vector, 'test 1', { owner: 'ada', limit: 5 });
    expect(hits).toEqual([expect.objectContaining({ productId: 'p1', score: 1 })]);
    for (const [tag, count] of [
      ['"a"', 1],
      ['2', 1],
      ['true', 1],
      ['"2"', 0],
    ] as const) {
      const order = { owner: 'ada', limit: 5, filter: parseFilter(`{"tags":${tag}}`) };
      expect(await store.nearest(vector, 'test 1', order)).toHaveLength(count);
    }
    expect(await store.put(product({ name: 'New' }), '2')).toBe(true);
    expect(await store.nearest(vector, 'test 1', { owner: 'ada', limit: 5 })).toHaveLength(1);
    expect(await store.pictureOf('ada', 'p1')).toBeNull();
    await store.close();
  });

  it('keeps nothing to find a product by when it is replaced or deleted', async () => {
    const path = newPath();
    const store = new EmbeddedVectorStore(path);
    await store.put(product({ metadata: { tags: ['a', 'b', 'a'], price: 1 } }), '1');
    await store.put(product({ metadata: { price: 2, sale: false, nothing: null } }), '2');
    const file = SqliteFile.open(path);
    const members = () => file.read((sql) => sql.all('SELECT member, kind, value FROM product_members'));
    expect(members()).toEqual([
      { member: 'price', kind: 'number', value: 2 },
      { member: 'sale', kind: 'boolean', value: 0 },
    ]);
    await store.remove('ada', 'p1', '3');
    expect(members()).toEqual([]);
    await Promise.all([store.close(), file.close()]);
  });

  it('keeps its products over a restart', async () => {
    const path = newPath();
    const first = new EmbeddedVectorStore(path);
    await first.put(product(), '1');
    await first.close();
    const second = new EmbeddedVectorStore(path);
    expect(await second.get('ada', 'p1')).not.toBeNull();
    await second.close();
  });
});
