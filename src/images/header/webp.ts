import type { ReadAt } from './byte-source.js';
import { type ImageHeader, MOST_FRAMES } from './image-header.js';

const ANIMATED = 0x02;

export const isWebp = (head: Buffer): boolean =>
  head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP';

/** Reads the first chunk, of the lossy (VP8), lossless (VP8L) or extended (VP8X) kind. Null when it is damaged. */
export async function readWebpHeader(readAt: ReadAt): Promise<ImageHeader | null> {
  const chunk = await readAt(12, 18);
  if (chunk.length < 18) return null;
  const size = sizeOf(chunk);
  if (!size) return null;
  const isAnimated = chunk.toString('latin1', 0, 4) === 'VP8X' && (chunk[8]! & ANIMATED) !== 0;
  return { mediaType: 'image/webp', ...size, frames: isAnimated ? await countFrames(readAt) : 1 };
}

function sizeOf(chunk: Buffer): { width: number; height: number } | null {
  switch (chunk.toString('latin1', 0, 4)) {
    case 'VP8X':
      return { width: chunk.readUIntLE(12, 3) + 1, height: chunk.readUIntLE(15, 3) + 1 };
    case 'VP8L': {
      const bits = chunk.readUInt32LE(9);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: chunk.readUInt16LE(14) & 0x3fff, height: chunk.readUInt16LE(16) & 0x3fff };
    default:
      return null;
  }
}

async function countFrames(readAt: ReadAt): Promise<number> {
  let frames = 0;
  let offset = 12;
  while (frames < MOST_FRAMES) {
    const chunk = await readAt(offset, 8);
    if (chunk.length < 8) break;
    if (chunk.toString('latin1', 0, 4) === 'ANMF') frames += 1;
    const length = chunk.readUInt32LE(4);
    offset += 8 + length + (length % 2);
  }
  return Math.max(1, frames);
}
