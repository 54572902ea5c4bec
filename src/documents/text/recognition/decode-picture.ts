import { Failure } from '../../../platform/failure.js';
import { loadSharp, pictureFailure, toPicture, type Picture } from './picture.js';

/** A picture with the factor from its pixels to those of the upright upload. */
export interface DecodedPictures {
  count: number;
  /** Decodes one picture, counted from 0, upright by its EXIF orientation, grey, at a size that suits recognition. */
  decode: (index: number) => Promise<Picture>;
}

const MAXIMUM_PIXELS = 100_000_000;
/** Long side at which the letters of a page are 25 to 40 pixels high, what the recogniser reads best. */
const LONG_SIDE = 3000;
/** Enlarging further only blurs. */
const MAXIMUM_ENLARGEMENT = 2.5;
const READABLE = new Set(['png', 'jpeg', 'tiff', 'webp']);

/**
 * Opens a PNG, JPEG, TIFF (each page) or WebP.
 *
 * @throws Failure `unreadable` for a damaged picture, `unsupported` for another kind, `too_large` for too many pixels
 */
export async function openPictures(bytes: Uint8Array): Promise<DecodedPictures> {
  const sharp = await loadSharp();
  const options = { failOn: 'error', limitInputPixels: MAXIMUM_PIXELS } as const;
  const metadata = await sharp(bytes, options)
    .metadata()
    .catch((error: unknown) => {
      throw pictureFailure(error);
    });
  if (!READABLE.has(metadata.format ?? ''))
    throw new Failure('unsupported', 'Pictures are read as PNG, JPEG, TIFF or WebP.');
  return {
    count: metadata.format === 'tiff' ? (metadata.pages ?? 1) : 1,
    decode: async (index) => {
      try {
        const input = sharp(bytes, { ...options, page: index }).autoOrient();
        return await toPicture(input.resize(await suitableSize(input)));
      } catch (error) {
        throw pictureFailure(error);
      }
    },
  };
}

async function suitableSize(input: import('sharp').Sharp): Promise<{ width: number; height: number }> {
  const { width, height, autoOrient } = await input.metadata();
  const upright = autoOrient ?? { width, height };
  const scale = Math.min(LONG_SIDE / Math.max(upright.width, upright.height), MAXIMUM_ENLARGEMENT);
  const size = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width: size(upright.width), height: size(upright.height) };
}
