import { isJpeg } from './jpeg.js';

/** No picture gives so many zero bytes in a row where zeros mean more than "the same again". */
const SHORTEST_GAP = Buffer.alloc(64);
const START_OF_SCAN = 0xda;
const HUFFMAN_TABLES = 0xc4;
const SEQUENTIAL = [0xc0, 0xc1];
const END_OF_BLOCK = 0;

/**
 * Whether a part of a sequential JPEG's picture was overwritten with zeros, as broken uploads and disks leave it; decoders read
 * them as grey without a word. Zero bits are a Huffman table's first code over and over (ITU-T T.81, annex C): where that is
 * not the end of a block, they would be coefficients without end. Tables that begin with it (flat pictures) are not judged.
 */
export function isZeroedJpeg(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isJpeg(file)) return false;
  let [sequential, judged] = [false, false];
  for (let offset = 2; offset + 4 <= file.length && file[offset] === 0xff;) {
    const marker = file[offset + 1]!;
    const length = file.readUInt16BE(offset + 2);
    const segment = file.subarray(offset + 4, offset + 2 + length);
    if (SEQUENTIAL.includes(marker)) sequential = true;
    if (marker === HUFFMAN_TABLES && hasOtherFirstCode(segment)) judged = true;
    offset += 2 + length;
    if (marker === START_OF_SCAN) return sequential && judged && file.includes(SHORTEST_GAP, offset);
  }
  return false;
}

/** Whether one of the tables of coefficients has another first code than the end of a block. */
function hasOtherFirstCode(segment: Buffer): boolean {
  for (let at = 0; at + 17 < segment.length;) {
    const isOfCoefficients = segment[at]! >> 4 === 1;
    if (isOfCoefficients && segment[at + 17] !== END_OF_BLOCK) return true;
    at += 17 + segment.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
  }
  return false;
}
