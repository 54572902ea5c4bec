import { Failure } from '../platform/failure.js';
import { fromBytes, type ReadAt, withFile } from './header/byte-source.js';
import { isAvif, isHeif, readAvifHeader } from './header/heif.js';
import type { ImageHeader } from './header/image-header.js';
import { isJpeg, readJpegHeader } from './header/jpeg.js';
import { isPng, readPngHeader } from './header/png.js';
import { isTiff, readTiffHeader } from './header/tiff.js';
import { isWebp, readWebpHeader } from './header/webp.js';

/** Media types that are read, for upload rules and words. */
export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/tiff', 'image/avif'] as const;

const HEAD_BYTES = 64;

/**
 * Reads what the header of an image says: its type by content, its pixels, its frames. Opens the file at a few places and
 * decodes nothing, so that it is safe and fast in the process that takes uploads.
 *
 * @param image path of a file, or its bytes
 * @throws Failure `unsupported` for another kind of file, `unreadable` for a damaged header
 */
export function probeImage(image: string | Uint8Array): Promise<ImageHeader> {
  return typeof image === 'string' ? withFile(image, readHeader) : readHeader(fromBytes(image));
}

/**
 * Refuses before the queue what could not be analysed.
 *
 * @param maximumPixels of the decoded picture
 * @throws Failure `unsupported`, `unreadable` or `too_large`
 */
export async function admitImage(image: string | Uint8Array, maximumPixels: number): Promise<ImageHeader> {
  const header = await probeImage(image);
  const pixels = header.width * header.height;
  if (pixels > maximumPixels)
    throw new Failure(
      'too_large',
      `The image has ${header.width} × ${header.height} pixels; at most ${Math.floor(maximumPixels / 1_000_000)} million are read.`,
    );
  return header;
}

async function readHeader(readAt: ReadAt): Promise<ImageHeader> {
  const header = await readerFor(await readAt(0, HEAD_BYTES))(readAt);
  if (!header || header.width < 1 || header.height < 1)
    throw new Failure('unreadable', 'The header of the image is damaged.');
  return header;
}

function readerFor(head: Buffer): (readAt: ReadAt) => Promise<ImageHeader | null> {
  if (isPng(head)) return readPngHeader;
  if (isJpeg(head)) return readJpegHeader;
  if (isWebp(head)) return readWebpHeader;
  if (isTiff(head)) return readTiffHeader;
  if (isHeif(head)) {
    if (isAvif(head)) return readAvifHeader;
    throw new Failure(
      'unsupported',
      'HEIC images and films are not read. Export the photograph as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).',
    );
  }
  throw new Failure(
    'unsupported',
    'The file is no image of a known kind; JPEG, PNG, WebP, TIFF and AVIF are read.',
  );
}
