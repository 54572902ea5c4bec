import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { itIsAVectorStore, product } from '../vector-store.contract.js';
import { EmbeddedVectorStore } from './embedded-vector-store.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-vectors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files}.sqlite`);

describe('the embedded vector store', () => {
  itIsAVectorStore(async () => new EmbeddedVectorStore(newPath()));

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
