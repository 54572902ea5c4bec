import type { ReadAt } from './byte-source.js';
import type { ImageHeader } from './image-header.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Chunks before the pixels that are looked at for the number of frames. */
const MOST_CHUNKS = 64;

export const isPng = (head: Buffer): boolean => head.subarray(0, 8).equals(SIGNATURE);

/** Reads IHDR, and acTL of an animated PNG. Null when the header is damaged. */
export async function readPngHeader(readAt: ReadAt): Promise<ImageHeader | null> {
  const start = await readAt(8, 16);
  if (start.length < 16 || start.toString('latin1', 4, 8) !== 'IHDR') return null;
  const [width, height] = [start.readUInt32BE(8), start.readUInt32BE(12)];
  return { mediaType: 'image/png', width, height, frames: await countFrames(readAt) };
}

async function countFrames(readAt: ReadAt): Promise<number> {
  let offset = 8;
  for (let count = 0; count < MOST_CHUNKS; count += 1) {
    const chunk = await readAt(offset, 12);
    if (chunk.length < 12) return 1;
    const type = chunk.toString('latin1', 4, 8);
    if (type === 'acTL') return Math.max(1, chunk.readUInt32BE(8));
    if (type === 'IDAT') return 1;
    offset += 12 + chunk.readUInt32BE(0);
  }
  return 1;
}
