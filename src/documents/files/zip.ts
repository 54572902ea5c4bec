import { unzipSync } from 'fflate';
import { Failure } from '../../platform/failure.js';

const MAXIMUM_UNPACKED = 120 * 1024 * 1024;

/**
 * Unpacks some entries of a ZIP archive, by name. Sizes are checked before anything is unpacked; an entry that lies about its
 * size is cut off at what it said.
 *
 * @param what the file in words, for the failure: `The Excel file`
 * @throws Failure `unreadable` for a damaged archive, `too_large` for more than 120 MB unpacked
 */
export function unzipSome(
  bytes: Uint8Array,
  isNeeded: (name: string) => boolean,
  what: string,
): Map<string, Uint8Array> {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!isNeeded(name)) return false;
        total += originalSize;
        if (total > MAXIMUM_UNPACKED)
          throw new Failure('too_large', `${what} unpacks to more than can be read.`);
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('unreadable', `${what} is damaged.`, { cause: error });
  }
}

/** Whether the bytes begin as a ZIP archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}
