import { decodeImage, loadSharp } from '../../images/index.js';

/**
 * The picture as CLIP sees it: upright, the square in its centre, resized to `side` by bicubic interpolation. Three bytes a pixel.
 *
 * @throws Failure `unreadable` or `too_large`
 */
export async function clipCropOf(
  image: string | Uint8Array,
  side: number,
  maximumPixels: number,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { data, width, height } = await decodeImage(image, { maximumPixels });
  const shorter = Math.min(width, height);
  const [left, top] = [width, height].map((length) => Math.round((length - shorter) / 2)) as [number, number];
  // CLIP resizes first; cut first, a picture of one row does not become one of a million columns.
  return sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ left, top, width: shorter, height: shorter })
    .resize(side, side, { kernel: 'cubic' })
    .raw()
    .toBuffer();
}
