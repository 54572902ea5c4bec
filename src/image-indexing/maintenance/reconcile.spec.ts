import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Jobs, Operator } from '../../jobs/index.js';
import { Failure } from '../../platform/failure.js';
import { EmbeddedVectorStore } from '../../vectors/embedded/embedded-vector-store.js';
import type { IndexEntry } from '../../vectors/index.js';
import { product } from '../../vectors/vector-store.contract.js';
import type { ProductIndexer } from '../product-indexer.js';
import { Reconcile } from './reconcile.js';

interface Job {
  id: string;
  input: { owner: string; product_id: string };
}

describe('Reconcile', () => {
  let folder: string;
  let store: EmbeddedVectorStore;
  let jobs: Job[];
  let reconcile: Reconcile;
  const picture = Buffer.from('picture');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-reconcile-'));
    store = new EmbeddedVectorStore(join(folder, 'products.sqlite'));
    jobs = [];
    const operator = {
      select: async function* () {
        yield* jobs;
      },
    };
    const indexer = {
      embedderIdentity: async () => 'test 1',
      index: async (id: string, input: Job['input']) => {
        if (id === 'broken') throw new Failure('bad_input', 'The stored file is no longer there.');
        await store.put(product({ productId: input.product_id, picture }), id);
      },
      renew: async (entry: IndexEntry) => {
        if (!entry.hasPicture) return 'no_picture';
        return (await store.addVector(entry, 'test 1', product().vector)) ? 'renewed' : 'changed';
      },
    };
    reconcile = new Reconcile(
      operator as unknown as Operator,
      { inputOf: ({ input }: Job) => input } as unknown as Jobs,
      indexer as unknown as ProductIndexer,
      store,
    );
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const completed = (id: string, productId = 'p1'): void => {
    jobs.unshift({ id, input: { owner: 'ada', product_id: productId } });
  };
  const look = async () =>
    (await reconcile.look()).map(({ defect, productId, job }) => [defect, productId, job?.id ?? null]);
  const mendAll = async () => {
    const findings = await reconcile.look();
    const mended = await Promise.all(findings.map((finding) => reconcile.mend(finding)));
    return mended.map(({ hindrance }) => hindrance);
  };

  it('finds nothing where the last submit stands, or was deleted later', async () => {
    completed('1');
    completed('2');
    completed('1', 'p2');
    await store.put(product({ picture }), '2');
    await store.put(product({ productId: 'p2', picture }), '1');
    await store.remove('ada', 'p2', '3');
    await store.put(product({ productId: 'p3', picture }), '1');
    expect(await look()).toEqual([]);
  });

  it('finds and mends what the index lacks of the last submits', async () => {
    await store.put(product({ picture }), '1');
    await store.put(product({ productId: 'p2', picture }), '1');
    await store.remove('ada', 'p2', '2');
    completed('3');
    completed('4');
    completed('5', 'p2');
    completed('6', 'p3');
    expect(await look()).toEqual([
      ['stale', 'p1', '4'],
      ['missing', 'p2', '5'],
      ['missing', 'p3', '6'],
    ]);
    expect(await mendAll()).toEqual([null, null, null]);
    expect(await look()).toEqual([]);
  });

  it('makes vectors of another embedder anew, from the picture or from the job of that very submit', async () => {
    await store.put(product({ picture, embedder: 'test 0' }), '1');
    await store.put(product({ productId: 'p2', embedder: 'test 0' }), '2');
    completed('2', 'p2');
    await store.put(product({ productId: 'p3', embedder: 'test 0' }), '3');
    completed('2', 'p3');
    await store.put(product({ productId: 'p4' }), '4');
    completed('4', 'p4');
    expect(await look()).toEqual([
      ['stale', 'p1', null],
      ['stale', 'p2', '2'],
      ['orphaned', 'p3', null],
      ['stale', 'p4', '4'],
    ]);
    expect(await mendAll()).toEqual([null, null, expect.stringContaining('No picture'), null]);
    expect(await look()).toEqual([['orphaned', 'p3', null]]);
  });

  it('says why a finding was not mended', async () => {
    completed('broken');
    expect(await mendAll()).toEqual(['The stored file is no longer there.']);
  });
});
