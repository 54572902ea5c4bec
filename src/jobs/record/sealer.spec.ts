import { describe, expect, it } from '@jest/globals';
import { Sealer } from './sealer.js';

const KEY = 'a data key of at least 32 characters';
const sealer = new Sealer(KEY);

describe('Sealer', () => {
  it('gives back what was sealed, in another process as well', () => {
    const value = { name: 'Ada', list: [1, null, 'ä\u0000'], nested: { deep: true } };
    expect(new Sealer(KEY).open(sealer.seal(value, 'job-1'), 'job-1')).toEqual(value);
  });

  it('shows nothing, and never the same twice', () => {
    const [first, second] = [sealer.seal('Ada Lovelace', 'a'), sealer.seal('Ada Lovelace', 'a')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64').includes('Ada')).toBe(false);
  });

  it('does not open for another job, with another key, or after a bit was changed', () => {
    const sealed = sealer.seal('secret', 'job-1');
    expect(() => sealer.open(sealed, 'job-2')).toThrow();
    expect(() => new Sealer(`${KEY}!`).open(sealed, 'job-1')).toThrow();
    const bytes = Buffer.from(sealed, 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(() => sealer.open(changed.toString('base64'), 'job-1')).toThrow();
    }
  });

  it('refuses what is too short to be sealed', () => {
    for (const text of ['', 'AAAA', Buffer.alloc(20).toString('base64')])
      expect(() => sealer.open(text, 'job-1')).toThrow();
  });

  it('names owners the same each time, by key, and without a way back', () => {
    expect(sealer.ownerKey('ada')).toBe(new Sealer(KEY).ownerKey('ada'));
    expect(sealer.ownerKey('ada')).not.toBe(sealer.ownerKey('Ada'));
    expect(sealer.ownerKey('ada')).not.toBe(new Sealer(`${KEY}!`).ownerKey('ada'));
    expect(sealer.ownerKey('ada')).toMatch(/^[\w-]{22}$/);
  });

  it('prints its key without telling it', () => {
    expect(sealer.fingerprint()).toBe(new Sealer(KEY).fingerprint());
    expect(sealer.fingerprint()).not.toBe(new Sealer(`${KEY}!`).fingerprint());
    expect(KEY).not.toContain(sealer.fingerprint());
  });
});
