import { loadSharp } from './sharp.js';

/** An upright picture in memory: sRGB, three bytes a pixel (red, green, blue), row by row from the top left. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A decoded upload: its pixels, perhaps reduced, and the size that it has upright. */
export interface DecodedImage extends Pixels {
  /** Upright size of the upload, the pixels that results speak of. */
  original: { width: number; height: number };
  /** Pixels of the upload per pixel here, 1 or more. */
  scale: number;
}

/** Area-averaged copy whose long side is at most `longSide`; the same picture when it is small enough. */
export async function reduce(image: Pixels, longSide: number): Promise<Pixels> {
  if (Math.max(image.width, image.height) <= longSide) return image;
  const sharp = await loadSharp();
  const { data, info } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 3 },
  })
    .resize(longSide, longSide, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Encodes pixels as PNG. */
export async function encodePng({ data, width, height }: Pixels): Promise<Buffer> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 4 })
    .toBuffer();
}
