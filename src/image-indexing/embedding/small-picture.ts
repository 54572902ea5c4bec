import { decodeImage, loadSharp } from '../../images/index.js';

/** More than any embedder looks at. */
const LONG_SIDE = 512;
const QUALITY = 90;

/**
 * A small JPEG of a picture, upright, from which its embedding can be made again.
 *
 * @throws Failure `unreadable` or `too_large`
 */
export async function smallPictureOf(image: string | Uint8Array, maximumPixels: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { data, width, height } = await decodeImage(image, { longSide: LONG_SIDE, maximumPixels });
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return picture.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
}
