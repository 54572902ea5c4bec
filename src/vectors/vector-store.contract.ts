import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseFilter } from './filter.js';
import { type IndexedProduct, OtherEmbedder, type VectorStore } from './vector-store.js';

/** A vector of length one that leans towards one axis; `tilt` turns it away from it. */
export function axis(index: number, tilt = 0): Float32Array {
  const vector = new Float32Array(512).fill(0.001);
  vector[index] = 1;
  vector[(index + 1) % 512]! += tilt;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Vectors of length one in random directions, the same for the same seed (a linear congruential generator). */
export function randomVectors(seed: number): () => Float32Array {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return () => {
    const vector = Float32Array.from({ length: 512 }, () => next() + next() + next());
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
}

export function product(values: Partial<IndexedProduct> = {}): IndexedProduct {
  return {
    owner: 'ada',
    productId: 'p1',
    name: 'Red shirt',
    description: null,
    metadata: {},
    embedder: 'test 1',
    vector: axis(0),
    ...values,
  };
}

/** What every vector store has to do. */
export function itIsAVectorStore(open: () => Promise<VectorStore>): void {
  let store: VectorStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const near = async (vector: Float32Array, filter?: string, owner = 'ada'): Promise<[string, number][]> => {
    const hits = await store.nearest(vector, 'test 1', {
      owner,
      limit: 10,
      ...(filter && { filter: parseFilter(filter) }),
    });
    return hits.map(({ productId, score }) => [productId, Math.round(score * 100) / 100]);
  };
  const words = async (text: string, filter?: string): Promise<string[]> => {
    const search = { owner: 'ada', limit: 10, ...(filter && { filter: parseFilter(filter) }) };
    return (await store.byWords(text, search)).map(({ productId }) => productId);
  };

  describe('products', () => {
    it('come back as they were put, each owner their own', async () => {
      const metadata = { brand: 'Äcme', price: 19.5, tags: ['a'], deep: { x: null } };
      expect(await store.put(product({ description: 'Cotton', metadata }), '1')).toBe(true);
      expect(await store.get('ada', 'p1')).toMatchObject({
        productId: 'p1',
        name: 'Red shirt',
        description: 'Cotton',
        metadata,
        embedder: 'test 1',
        indexedAt: expect.any(Date),
      });
      expect(await store.get('bob', 'p1')).toBeNull();
      expect(await near(axis(0), undefined, 'bob')).toEqual([]);
      expect(await store.count('ada')).toBe(1);
    });

    it('are replaced, by later submits only', async () => {
      await store.put(product({ name: 'Second' }), '2');
      expect(await store.put(product({ name: 'First', vector: axis(7) }), '1')).toBe(false);
      expect((await store.get('ada', 'p1'))!.name).toBe('Second');
      expect(await store.put(product({ name: 'Third', vector: axis(9) }), '3')).toBe(true);
      expect(await near(axis(9))).toEqual([['p1', 1]]);
      expect(await words('second')).toEqual([]);
      expect(await store.count('ada')).toBe(1);
    });

    it('stay away once deleted, until they are submitted again', async () => {
      await store.put(product(), '1');
      expect(await store.remove('ada', 'p1', '3')).toBe(true);
      expect(await store.remove('ada', 'p1', '4')).toBe(false);
      expect(await store.remove('ada', 'never', '4')).toBe(false);
      expect(await store.get('ada', 'p1')).toBeNull();
      expect(await store.put(product(), '2')).toBe(false);
      expect(await near(axis(0))).toEqual([]);
      expect(await words('red')).toEqual([]);
      expect(await store.put(product(), '5')).toBe(true);
      expect(await words('red')).toEqual(['p1']);
    });

    it('may have an id in any script', async () => {
      for (const productId of ['Größe-42', '产品/1', 'a\'b"c\\', '🧦']) {
        await store.put(product({ productId }), '1');
        expect((await store.get('ada', productId))!.productId).toBe(productId);
        expect(await store.remove('ada', productId, '2')).toBe(true);
      }
    });
  });

  describe('search', () => {
    it('by vector gives cosines, best first', async () => {
      await store.put(product({ productId: 'same', vector: axis(3) }), '1');
      await store.put(product({ productId: 'near', vector: axis(3, 0.5) }), '1');
      await store.put(product({ productId: 'far', vector: axis(200) }), '1');
      expect(await near(axis(3))).toEqual([
        ['same', 1],
        ['near', 0.89],
        ['far', 0],
      ]);
    });

    it('finds among many what an exact search finds', async () => {
      const random = randomVectors(7);
      const vectors = Array.from({ length: 3_000 }, random);
      await Promise.all(
        vectors.map((vector, index) => store.put(product({ productId: `p${index}`, vector }), '1')),
      );
      for (const query of Array.from({ length: 5 }, random)) {
        const cosines = vectors.map((vector) =>
          vector.reduce((sum, value, index) => sum + value * query[index]!, 0),
        );
        const [hit] = await near(query);
        expect(hit).toEqual([`p${cosines.indexOf(Math.max(...cosines))}`, expect.any(Number)]);
      }
    });

    it('by words finds beginnings, accents and metadata, the name before the rest', async () => {
      await store.put(product({ productId: 'cup', name: 'Café cup', metadata: { brand: 'Lumière' } }), '1');
      await store.put(product({ productId: 'lamp', name: 'Lamp', description: 'for a café' }), '1');
      expect(await words('cafe')).toEqual(['cup', 'lamp']);
      expect(await words('lumi')).toEqual(['cup']);
      expect(await words('"cup" OR NEAR(x)')).toEqual(['cup']);
      expect(await words('§$%')).toEqual([]);
    });

    it('by words scores between 0 and 1', async () => {
      await store.put(product(), '1');
      await store.put(product({ productId: 'p2', name: 'Blue hat' }), '1');
      const [hit] = await store.byWords('hat', { owner: 'ada', limit: 1 });
      expect(hit!.score).toBeGreaterThan(0);
      expect(hit!.score).toBeLessThan(1);
    });

    it('heeds filters on metadata: equals, in, ranges', async () => {
      const items = [
        ['a', { color: 'red', price: 5, sale: true }],
        ['b', { color: 'blue', price: 15, sale: false }],
        ['c', { color: 'green', price: 25 }],
        ['d', { price: '15' }],
      ] as const;
      for (const [productId, metadata] of items) await store.put(product({ productId, metadata }), '1');
      const found = async (filter: object): Promise<string[]> =>
        (await near(axis(0), JSON.stringify(filter))).map(([id]) => id).sort();
      expect(await found({ color: 'red' })).toEqual(['a']);
      expect(await found({ color: { in: ['red', 'green'] } })).toEqual(['a', 'c']);
      expect(await found({ price: { gte: 15, lt: 25 } })).toEqual(['b']);
      expect(await found({ price: { gt: 5 }, color: 'blue' })).toEqual(['b']);
      expect(await found({ sale: true })).toEqual(['a']);
      expect(await found({ size: 1 })).toEqual([]);
      expect(await words('shirt', '{"color": "blue"}')).toEqual(['b']);
    });

    it('refuses vectors of another embedder', async () => {
      await store.put(product({ embedder: 'test 0' }), '1');
      await expect(near(axis(0))).rejects.toEqual(new OtherEmbedder('test 0'));
      await store.put(product(), '2');
      expect(await near(axis(0))).toEqual([['p1', 1]]);
    });
  });
}
