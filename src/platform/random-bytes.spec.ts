import { describe, expect, it } from '@jest/globals';
import { RandomBytes } from './random-bytes.js';

describe('RandomBytes', () => {
  it('gives portions of the asked size and no portion twice, over many pages', () => {
    const random = new RandomBytes();
    const portions = new Set<string>();
    for (let turn = 0; turn < 5_000; turn++) {
      const portion = random.next(12);
      expect(portion).toHaveLength(12);
      portions.add(portion.toString('hex'));
    }
    expect(portions.size).toBe(5_000);
  });

  it('leaves a portion as it was when the page is filled anew', () => {
    const random = new RandomBytes();
    const first = random.next(16);
    const copy = Buffer.from(first);
    for (let turn = 0; turn < 1_000; turn++) random.next(16);
    expect(first).toEqual(copy);
  });
});
