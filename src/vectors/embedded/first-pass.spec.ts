import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getLoadablePath } from 'sqlite-vec';
import { SqliteFile } from '../../platform/sqlite/index.js';
import { parseFilter } from '../filter.js';
import { product } from '../vector-store.contract.js';
import { EmbeddedVectorStore } from './embedded-vector-store.js';
import { nearestCodes } from './first-pass.js';

const COUNT = 60;
const folder = mkdtempSync(join(tmpdir(), 'assay-first-pass-'));
const path = join(folder, 'index.sqlite');
const store = new EmbeddedVectorStore(path);
const file = SqliteFile.open(path);

/** The code of product n differs from the one that is sought in n numbers. */
function vectorOf(number: number): Float32Array {
  return Float32Array.from({ length: 512 }, (_, index) => (index < number ? 1 : -1) / Math.sqrt(512));
}

function nearest(filter: object, wanted: number, bounds?: Parameters<typeof nearestCodes>[3]): string[] {
  const order = { owner: 'ada', embedder: 'test 1', bits: Buffer.alloc(64), wanted };
  return file.read((sql) =>
    nearestCodes(sql, order, parseFilter(JSON.stringify(filter)), bounds).map(
      (id) =>
        sql.get<{ product_id: string }>('SELECT product_id FROM products WHERE id = ?', [id])!.product_id,
    ),
  );
}

beforeAll(async () => {
  file.loadExtension(getLoadablePath());
  for (let number = COUNT; number > 0; number--)
    await store.put(
      product({
        productId: `p${number}`,
        vector: vectorOf(number),
        metadata: { number, rare: number % 20 === 0, tags: ['all', number % 2 ? 'odd' : 'even'] },
      }),
      '1',
    );
});
afterAll(async () => {
  await Promise.all([store.close(), file.close()]);
  rmSync(folder, { recursive: true, force: true });
});

describe('the first pass of a search', () => {
  it.each([
    ['no filter', {}, 3, ['p1', 'p2', 'p3']],
    ['a filter that many fit', { tags: 'even' }, 3, ['p2', 'p4', 'p6']],
    ['a filter that few fit', { rare: true }, 10, ['p20', 'p40', 'p60']],
    ['conditions that many and few fit', { tags: 'all', rare: true, number: { gt: 20 } }, 10, ['p40', 'p60']],
    ['alternatives of two kinds', { number: { in: [7, '7', 9, true] } }, 10, ['p7', 'p9']],
    ['a filter that none fits', { tags: 'all', number: { lt: 1 } }, 10, []],
  ])('finds the nearest first, with %s', (_, filter, wanted, expected) => {
    expect(nearest(filter, wanted)).toEqual(expected);
    // Where nothing counts as narrow, the nearest are looked through first, and all that fit when those are not enough.
    for (const lookedThrough of [1, 6, 1_000])
      expect(nearest(filter, wanted, { mostCounted: 1, lookedThrough })).toEqual(expected);
  });
});
