import type { ReadAt } from './byte-source.js';
import { type ImageHeader, MOST_FRAMES } from './image-header.js';

const IMAGE_WIDTH = 256;
const IMAGE_LENGTH = 257;
const SHORT = 3;
const LONG = 4;
const ENTRY_BYTES = 12;

export const isTiff = (head: Buffer): boolean =>
  ['49492a00', '4d4d002a'].includes(head.subarray(0, 4).toString('hex'));

/** Reads the first image directory and follows the chain of the others. Null when the first is damaged. */
export async function readTiffHeader(readAt: ReadAt): Promise<ImageHeader | null> {
  const head = await readAt(0, 8);
  if (head.length < 8) return null;
  const isLittle = head[0] === 0x49;
  const short = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  const long = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);

  const size = { width: 0, height: 0 };
  const seen = new Set<number>();
  let offset = long(head, 4);
  while (offset > 0 && !seen.has(offset) && seen.size < MOST_FRAMES) {
    const countBytes = await readAt(offset, 2);
    if (countBytes.length < 2) break;
    const entries = short(countBytes, 0);
    const directory = await readAt(offset + 2, entries * ENTRY_BYTES + 4);
    if (directory.length < entries * ENTRY_BYTES) break;
    if (seen.size === 0) {
      for (let at = 0; at < entries * ENTRY_BYTES; at += ENTRY_BYTES) {
        const [tag, type] = [short(directory, at), short(directory, at + 2)];
        if (type !== SHORT && type !== LONG) continue;
        const value = type === SHORT ? short(directory, at + 8) : long(directory, at + 8);
        if (tag === IMAGE_WIDTH) size.width = value;
        if (tag === IMAGE_LENGTH) size.height = value;
      }
    }
    seen.add(offset);
    offset = directory.length < entries * ENTRY_BYTES + 4 ? 0 : long(directory, entries * ENTRY_BYTES);
  }
  return seen.size === 0 ? null : { mediaType: 'image/tiff', ...size, frames: seen.size };
}
