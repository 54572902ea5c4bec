import { Failure } from '../../platform/failure.js';

/** The longest key of S3, in bytes of UTF-8. */
export const LONGEST_KEY_BYTES = 1024;
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/u;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//iu;

/**
 * Says why a text is no object key, or null when it is one. Keys are names with `/` between their parts: no addresses, no
 * absolute paths, no `.` or `..`, no backslashes, no control characters, no empty parts.
 */
export function objectKeyFault(key: string): string | null {
  if (key === '') return 'must not be empty';
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) return `must be at most ${LONGEST_KEY_BYTES} bytes long`;
  if (CONTROL_CHARACTER.test(key)) return 'must not contain control characters';
  if (ADDRESS.test(key)) return 'must be a key, not an address';
  if (key.startsWith('/') || key.includes('\\')) return 'must be a key, not a path';
  const parts = key.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? 'must not have empty parts, "." or ".."'
    : null;
}

/** @throws Failure `bad_input` for what is no object key */
export function assertObjectKey(key: string): void {
  const fault = objectKeyFault(key);
  if (fault !== null) throw new Failure('bad_input', `The object key ${fault}.`);
}
