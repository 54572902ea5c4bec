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
 * Decodes the first picture of a file: upright by its EXIF orientation, in sRGB (CMYK and other profiles converted, 16 bit
 * reduced to 8, grey repeated), transparent places white.
 *
 * @param image path of a file, or its bytes
 * @throws Failure `unreadable` for a damaged file, `too_large` for too many pixels
 */
export async function decodeImage(
  image: string | Uint8Array,
  { longSide, maximumPixels = MAXIMUM_PIXELS }: DecodeOptions = {},
): Promise<DecodedImage> {
  const sharp = await loadSharp();
  try {
    const input = sharp(image, { failOn: 'error', limitInputPixels: maximumPixels, sequentialRead: true });
    const { autoOrient: original } = await input.metadata();
    const upright = input.autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb').removeAlpha();
    if (longSide !== undefined)
      upright.resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true });
    const { data, info } = await upright.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const pixels = info.channels === 1 ? repeatGrey(data) : data;
    return { data: pixels, width, height, original, scale: Math.max(original.width / width, 1) };
  } catch (error) {
    throw imageFailure(error);
  }
}

function repeatGrey(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3);
  for (let index = 0; index < data.length; index += 1) data[index] = grey[Math.floor(index / 3)]!;
  return data;
}
