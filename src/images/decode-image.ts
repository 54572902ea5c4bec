import { readFile } from 'node:fs/promises';
import { Failure } from '../platform/failure.js';
import { isZeroedJpeg } from './header/zeroed-jpeg.js';
import type { DecodedImage } from './pixels.js';
import { imageFailure, loadSharp } from './sharp.js';

export interface DecodeOptions {
  /** The picture is reduced while it is decoded until its long side is at most this; by default it keeps its size. */
  longSide?: number;
  /** Most pixels of the file. */
  maximumPixels?: number;
}

const MAXIMUM_PIXELS = 50_000_000;

/**
 * What libjpeg only warns of although picture is lost: data that ends early, codes that do not exist, much that no code needs. It
 * warns of harmless oddities too (a stray byte, an unknown revision).
 */
const LOSS = /premature end|bad Huffman code|instead of RST|Corrupt JPEG data: \d{3,} extraneous bytes/u;

/**
 * Decodes the first picture of a file: upright by its EXIF orientation, in sRGB (CMYK and other profiles converted, 16 bit
 * reduced to 8, grey repeated), transparent places white.
 *
 * @param image path of a file, or its bytes
 * @throws Failure `unreadable` for a damaged file, `too_large` for too many pixels
 */
export async function decodeImage(
  image: string | Uint8Array,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  try {
    const bytes = typeof image === 'string' ? await readFile(image) : image;
    if (isZeroedJpeg(bytes)) throw new Failure('unreadable', 'The image is damaged: a part of it is empty.');
    return await decode(bytes, 'warning', options).catch((error: Error) => {
      if (LOSS.test(error.message)) throw error;
      return decode(bytes, 'error', options);
    });
  } catch (error) {
    throw imageFailure(error);
  }
}

async function decode(
  image: Uint8Array,
  failOn: 'warning' | 'error',
  { longSide, maximumPixels = MAXIMUM_PIXELS }: DecodeOptions,
): Promise<DecodedImage> {
  const sharp = await loadSharp();
  const input = sharp(image, { failOn, limitInputPixels: maximumPixels, sequentialRead: true });
  const { autoOrient: original } = await input.metadata();
  const upright = input.autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb').removeAlpha();
  if (longSide !== undefined) upright.resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await upright.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = info.channels === 1 ? repeatGrey(data) : data;
  return { data: pixels, width, height, original, scale: Math.max(original.width / width, 1) };
}

function repeatGrey(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3);
  for (let index = 0; index < data.length; index += 1) data[index] = grey[Math.floor(index / 3)]!;
  return data;
}
