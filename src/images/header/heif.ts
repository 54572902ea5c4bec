import type { ReadAt } from './byte-source.js';
import type { ImageHeader } from './image-header.js';

/** The boxes that describe the pictures stand before their bytes and are small. */
const MOST_META_BYTES = 1024 * 1024;
const MOST_BOXES = 64;

export const isHeif = (head: Buffer): boolean => head.toString('latin1', 4, 8) === 'ftyp';

/** Whether the container holds AV1 pictures, which are read; HEIC (HEVC) is not. */
export function isAvif(head: Buffer): boolean {
  const length = Math.min(head.readUInt32BE(0), head.length);
  return /avi[fs]/u.test(head.toString('latin1', 8, length));
}

/** Finds the largest picture that the item properties declare (ISO/IEC 23008-12, `ispe`). Null when there is none. */
export async function readAvifHeader(readAt: ReadAt): Promise<ImageHeader | null> {
  const meta = await findTopLevelBox(readAt, 'meta');
  if (!meta) return null;
  const properties = findBox(findBox(meta.subarray(4), 'iprp'), 'ipco');
  const sizes = boxesOf(properties)
    .filter(({ type, body }) => type === 'ispe' && body.length >= 12)
    .map(({ body }) => ({ width: body.readUInt32BE(4), height: body.readUInt32BE(8) }));
  const largest = sizes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
  return largest ? { mediaType: 'image/avif', ...largest, frames: 1 } : null;
}

async function findTopLevelBox(readAt: ReadAt, wanted: string): Promise<Buffer | null> {
  let offset = 0;
  for (let count = 0; count < MOST_BOXES; count += 1) {
    const head = await readAt(offset, 8);
    if (head.length < 8) return null;
    const length = head.readUInt32BE(0);
    if (length < 8) return null;
    if (head.toString('latin1', 4, 8) === wanted)
      return readAt(offset + 8, Math.min(length - 8, MOST_META_BYTES));
    offset += length;
  }
  return null;
}

function findBox(parent: Buffer, wanted: string): Buffer {
  return boxesOf(parent).find(({ type }) => type === wanted)?.body ?? Buffer.alloc(0);
}

function boxesOf(parent: Buffer): { type: string; body: Buffer }[] {
  const boxes: { type: string; body: Buffer }[] = [];
  let offset = 0;
  while (offset + 8 <= parent.length) {
    const length = parent.readUInt32BE(offset);
    if (length < 8) break;
    boxes.push({
      type: parent.toString('latin1', offset + 4, offset + 8),
      body: parent.subarray(offset + 8, offset + length),
    });
    offset += length;
  }
  return boxes;
}
