import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter } from './filter.js';
import { type IndexedProduct, type IndexEntry, OtherEmbedder, type VectorStore } from './vector-store.js';

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
    picture: null,
    ...values,
  };
}

const ANY_SCRIPT = ['ß', '产', 'م', 'क', '🧦', '\u0301', '"', "'", '\\', '/', '%', ' '];

/**
 * What every vector store has to do.
 *
 * @param open two stores on one new place, as two processes would open it
 */
export function itIsAVectorStore(open: () => Promise<[VectorStore, VectorStore]>): void {
  let store: VectorStore;
  let neighbour: VectorStore;
  beforeEach(async () => {
    [store, neighbour] = await open();
  });
  afterEach(() => Promise.all([store.close(), neighbour.close()]));

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

  const all = async (entries: AsyncIterable<IndexEntry>): Promise<IndexEntry[]> => {
    const found: IndexEntry[] = [];
    for await (const entry of entries) found.push(entry);
    return found;
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
      const long = ANY_SCRIPT.map((sign) => sign.repeat(128).slice(0, 128));
      for (const productId of ['Größe-42', '产品/1', 'a\'b"c\\', '🧦', ...long]) {
        await store.put(product({ productId }), '1');
        expect((await store.get('ada', productId))!.productId).toBe(productId);
        expect(await store.remove('ada', productId, '2')).toBe(true);
      }
    });
  });

  describe('several processes', () => {
    const LATEST = '9';
    const change = fc.record({
      sequence: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
      deletes: fc.boolean(),
      here: fc.boolean(),
    });

    it('end with the last submit, whatever the order in which they write', async () => {
      let round = 0;
      const ends = fc.asyncProperty(
        fc.uniqueArray(change, { selector: ({ sequence }) => sequence }),
        fc.boolean(),
        async (changes, lastDeletes) => {
          const productId = `p${++round}`;
          const write = ({
            sequence,
            deletes,
            here,
          }: {
            sequence: string;
            deletes: boolean;
            here: boolean;
          }) => {
            const by = here ? store : neighbour;
            if (deletes) return by.remove('ada', productId, sequence);
            return by.put(product({ productId, name: `Version ${sequence}` }), sequence);
          };
          const last = { sequence: LATEST, deletes: lastDeletes, here: round % 2 === 0 };
          const order = round % 3 === 0 ? [last, ...changes] : [...changes, last];
          const stands = await Promise.all(order.map(write));
          if (!lastDeletes) expect(stands[order.indexOf(last)]).toBe(true);
          const found = await store.get('ada', productId);
          expect(found?.name ?? null).toBe(lastDeletes ? null : `Version ${LATEST}`);
          expect(await neighbour.put(product({ productId }), '8')).toBe(false);
        },
      );
      await fc.assert(ends, { numRuns: 25 });
    });
  });

  describe('vectors of another embedder', () => {
    const lacking = async (embedder: string) =>
      (await all(store.lacking(embedder))).map(({ productId }) => productId).sort();
    const entryOf = async (productId: string): Promise<IndexEntry> =>
      (await all(store.entries())).find((entry) => entry.productId === productId)!;
    const by = (embedder: string) =>
      store
        .nearest(axis(1), embedder, { owner: 'ada', limit: 5 })
        .then((hits) => hits.map(({ productId }) => productId));

    it('are added beside the old, which serve until the last is there, and after', async () => {
      await store.put(product({ picture: Buffer.from('picture') }), '1');
      await store.put(product({ productId: 'p2' }), '1');
      await store.put(product({ owner: 'bob', productId: 'p3' }), '1');
      expect(await lacking('test 2')).toEqual(['p1', 'p2', 'p3']);
      expect(Buffer.from((await store.pictureOf('ada', 'p1'))!).toString()).toBe('picture');
      expect(await store.addVector(await entryOf('p1'), 'test 2', axis(1))).toBe(true);
      expect(await lacking('test 2')).toEqual(['p2', 'p3']);
      await expect(by('test 2')).rejects.toEqual(new OtherEmbedder('test 1'));
      expect(await by('test 1')).toHaveLength(2);
      expect(await neighbour.addVector(await entryOf('p2'), 'test 2', axis(2))).toBe(true);
      expect(await by('test 2')).toEqual(['p1', 'p2']);
      expect(await by('test 1')).toHaveLength(2);
      expect((await store.get('ada', 'p1'))!.embedder).toBe('test 2');
    });

    it('are alone once the others are removed, and may come back', async () => {
      await store.put(product(), '1');
      await store.addVector(await entryOf('p1'), 'test 2', axis(1));
      expect(await by('test 1')).toEqual(['p1']);
      await neighbour.keepOnly('test 2');
      expect(await by('test 2')).toEqual(['p1']);
      expect(await lacking('test 1')).toEqual(['p1']);
      await store.put(product({ productId: 'p2' }), '1');
      expect(await lacking('test 2')).toEqual(['p2']);
    });

    it('are not added to a product that has changed since', async () => {
      await store.put(product(), '1');
      const before = await entryOf('p1');
      await store.put(product({ name: 'Changed' }), '2');
      expect(await store.addVector(before, 'test 2', axis(1))).toBe(false);
      expect(await lacking('test 2')).toEqual(['p1']);
      const changed = await entryOf('p1');
      await store.remove('ada', 'p1', '3');
      expect(await store.addVector(changed, 'test 2', axis(1))).toBe(false);
      expect(await store.addVector(await entryOf('p1'), 'test 2', axis(1))).toBe(false);
      expect(await lacking('test 2')).toEqual([]);
    });
  });

  describe('all entries', () => {
    it('come with tombstones, and say what is kept', async () => {
      await store.put(product({ picture: Buffer.from('x') }), '1');
      await store.put(product({ productId: 'p2', picture: Buffer.from('x') }), '1');
      await store.remove('ada', 'p2', '2');
      const common = { owner: 'ada' };
      expect(
        (await all(store.entries())).sort((one, other) => (one.productId < other.productId ? -1 : 1)),
      ).toEqual([
        { ...common, productId: 'p1', name: 'Red shirt', sequence: '1', deleted: false, hasPicture: true },
        { ...common, productId: 'p2', name: '', sequence: '2', deleted: true, hasPicture: false },
      ]);
      expect(await store.pictureOf('ada', 'p2')).toBeNull();
      expect(await store.pictureOf('ada', 'never')).toBeNull();
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
      const vectors = Array.from({ length: 1_500 }, random);
      const waiting = vectors.map((vector, index) => product({ productId: `p${index}`, vector }));
      while (waiting.length > 0) await Promise.all(waiting.splice(-50).map((one) => store.put(one, '1')));
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
      for (const name of ['한국어 책', 'हिन्दी किताब', 'Σίσυφος', 'ẞtraße'])
        await store.put(product({ productId: name, name }), '1');
      for (const [sought, id] of Object.entries({
        한국: '한국어 책',
        हिन्दी: 'हिन्दी किताब',
        σισυ: 'Σίσυφος',
        ßtra: 'ẞtraße',
      }))
        expect(await words(sought)).toEqual([id]);
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

    it('compares by type, finds the members of lists, and no objects', async () => {
      const items = {
        number: { x: 1 },
        decimal: { x: 1.5 },
        text: { x: '1' },
        truth: { x: true },
        list: { x: ['1', 2, false] },
        object: { x: { y: '1' } },
        nothing: { x: null },
      };
      for (const [productId, metadata] of Object.entries(items))
        await store.put(product({ productId, metadata }), '1');
      const found = async (condition: unknown): Promise<string[]> =>
        (await near(axis(0), JSON.stringify({ x: condition }))).map(([id]) => id).sort();
      expect(await found(1)).toEqual(['number']);
      expect(await found(1.5)).toEqual(['decimal']);
      expect(await found('1')).toEqual(['list', 'text']);
      expect(await found('["1",2,false]')).toEqual([]);
      expect(await found(true)).toEqual(['truth']);
      expect(await found(false)).toEqual(['list']);
      expect(await found({ in: [] })).toEqual([]);
      expect(await found({ in: [1, '1', true] })).toEqual(['list', 'number', 'text', 'truth']);
      expect(await found({ gte: 1 })).toEqual(['decimal', 'list', 'number']);
      expect(await found({ gt: 1, lt: 2 })).toEqual(['decimal']);
      expect(await found({})).toHaveLength(7);
    });

    it('compares texts by ranges in the order of their bytes', async () => {
      for (const [productId, day] of Object.entries({
        a: '2024-01-31',
        b: '2024-02-01',
        c: 'é',
        d: '🧦',
        e: '\uffee',
        f: 5,
      }))
        await store.put(product({ productId, metadata: { day, color: 'red' } }), '1');
      const found = async (condition: object): Promise<string[]> =>
        (await near(axis(0), JSON.stringify({ color: 'red', day: condition }))).map(([id]) => id).sort();
      expect(await found({ gte: '2024-02-01', lt: '3' })).toEqual(['b']);
      expect(await found({ lte: '2024-02-01' })).toEqual(['a', 'b']);
      expect(await found({ gt: 'z' })).toEqual(['c', 'd', 'e']);
      expect(await found({ gt: '\uffee' })).toEqual(['d']);
      expect(await words('shirt', '{"day": {"lt": "2024-02"}}')).toEqual(['a']);
    });

    it.each([
      'a.b',
      'a[0]',
      '[]',
      '$',
      '$.x',
      "o'clock",
      'two words',
      'größe',
      '产品',
      '*',
      '%_',
      'metadata',
      '-1',
      '; DROP TABLE products',
      '__proto__',
      'constructor',
      'tab\there',
    ])('takes the member name %j as it is', async (name) => {
      const metadata = JSON.parse(`{${JSON.stringify(name)}: "yes", "n": {${JSON.stringify(name)}: 1}}`);
      await store.put(product({ metadata }), '1');
      await store.put(product({ productId: 'p2', metadata: { a: { b: 'yes' }, x: 'yes' } }), '1');
      const filter = `{${JSON.stringify(name)}: "yes"}`;
      expect((await near(axis(0), filter)).map(([id]) => id)).toEqual(['p1']);
      const range = `{${JSON.stringify(name)}: {"gte": "yes"}}`;
      expect((await near(axis(0), range)).map(([id]) => id)).toEqual(['p1']);
    });

    it('refuses vectors of another embedder', async () => {
      await store.put(product({ embedder: 'test 0' }), '1');
      await expect(near(axis(0))).rejects.toEqual(new OtherEmbedder('test 0'));
      await store.put(product(), '2');
      expect(await near(axis(0))).toEqual([['p1', 1]]);
    });
  });
}
