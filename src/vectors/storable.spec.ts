import { describe, expect, it } from '@jest/globals';
import { isStorable } from './storable.js';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('isStorable', () => {
  it.each([[{ a: ['é', '🧦', 1, null, true, { 产品: '' }] }], [nested(32)], ['']])('takes %j', (value) => {
    expect(isStorable(value)).toBe(true);
  });

  it.each([['\0'], [{ 'a\0': 1 }], [{ a: ['\ud83e'] }], [{ '\udde6': 1 }], [nested(33)], [nested(8_000)]])(
    'refuses what a store could not keep: %#',
    (value) => {
      expect(isStorable(value)).toBe(false);
    },
  );
});
