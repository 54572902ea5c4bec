import { loadSharp, type Pixels } from '../../images/index.js';

/** The picture as CLIP sees it: the square in its centre, resized to `side` by bicubic interpolation. Three bytes a pixel. */
export async function clipCropOf({ data, width, height }: Pixels, side: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const shorter = Math.min(width, height);
  const [left, top] = [width, height].map((length) => Math.round((length - shorter) / 2)) as [number, number];
  // CLIP resizes first; cut first, a picture of one row does not become one of a million columns.
  return sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ left, top, width: shorter, height: shorter })
    .resize(side, side, { kernel: 'cubic' })
    .raw()
    .toBuffer();
}
