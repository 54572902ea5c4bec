import type { ReadAt } from './byte-source.js';
import type { ImageHeader } from './image-header.js';

/** Segments before the frame header; photographs with large profiles have some dozens. */
const MOST_SEGMENTS = 500;
const STANDALONE = new Set([0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7]);
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

export const isJpeg = (head: Buffer): boolean => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;

/** Walks the segments to the frame header. Null when there is none. */
export async function readJpegHeader(readAt: ReadAt): Promise<ImageHeader | null> {
  let offset = 2;
  for (let count = 0; count < MOST_SEGMENTS; count += 1) {
    const segment = await readAt(offset, 9);
    if (segment.length < 4 || segment[0] !== 0xff) return null;
    const marker = segment[1]!;
    if (marker === 0xff) offset += 1;
    else if (STANDALONE.has(marker)) offset += 2;
    else if (isFrameHeader(marker)) return segment.length < 9 ? null : ofFrame(segment);
    else if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return null;
    else offset += 2 + segment.readUInt16BE(2);
  }
  return null;
}

/** SOF0 to SOF15, without the Huffman table, the reserved marker and the arithmetic conditioning among them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function ofFrame(segment: Buffer): ImageHeader {
  return {
    mediaType: 'image/jpeg',
    width: segment.readUInt16BE(7),
    height: segment.readUInt16BE(5),
    frames: 1,
  };
}
