import { describe, expect, it } from '@jest/globals';
import { parseFilter } from './filter.js';

describe('parseFilter', () => {
  it('reads values, lists and ranges', () => {
    expect(parseFilter('{"brand": "Acme", "n": {"gte": 1, "lt": 2}, "c": {"in": ["a", 1, true]}}')).toEqual([
      { member: 'brand', operator: 'equals', value: 'Acme' },
      { member: 'n', operator: 'gte', value: 1 },
      { member: 'n', operator: 'lt', value: 2 },
      { member: 'c', operator: 'in', values: ['a', 1, true] },
    ]);
  });

  it.each([
    ['nope', 'no JSON'],
    ['[1]', 'JSON object'],
    ['{"a": null}', 'neither a value'],
    ['{"a": {"like": "x"}}', 'no condition "like"'],
    ['{"a": {"in": "x"}}', 'no condition "in"'],
    ['{"a": {"gt": true}}', 'no condition "gt"'],
    ['{"a\\"b": 1}', 'quotation mark'],
    ['{"a": "\\u0000"}', 'NUL or broken'],
    ['{"\\ud800": 1}', 'NUL or broken'],
    ['{"a": {"in": ["x", "\\udfff"]}}', 'NUL or broken'],
    ['{"a": 1e999}', 'neither a value'],
    [JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, 1]))), 'more than 20'],
  ])('refuses %s', (json, words) => {
    expect(() => parseFilter(json)).toThrow(words);
  });
});
