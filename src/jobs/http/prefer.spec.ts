import { describe, expect, it } from '@jest/globals';
import { parsePrefer } from './prefer.js';

describe('parsePrefer', () => {
  it.each([
    [undefined, false, null],
    ['', false, null],
    ['respond-async', true, null],
    ['wait=10', false, 10],
    ['respond-async, wait=10', true, 10],
    ['Wait = "5" ; foo=bar', false, 5],
    ['wait=10, wait=20', false, 10],
    ['wait=0', false, 0],
    ['wait=-1', false, null],
    ['wait=1.5', false, null],
    ['wait=9999999', false, null],
    ['handling=lenient, return=minimal', false, null],
  ])('%j', (header, respondAsync, wait) => {
    expect(parsePrefer(header)).toEqual({ respondAsync, wait });
  });

  it('reads a header that was sent twice', () => {
    expect(parsePrefer(['respond-async', 'wait=3'])).toEqual({ respondAsync: true, wait: 3 });
  });
});
