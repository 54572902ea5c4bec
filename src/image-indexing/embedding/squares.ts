import { decodeImage, loadSharp } from '../../images/index.js';
import { BACKBONE_SIDE, CLASSICAL_SIDE, type Squares } from '../../models/embedding/index.js';

/** Decoding reduces large photographs at once; the squares are far smaller. */
const DECODED_LONG_SIDE = 640;

/**
 * The squares of an upload that its embedding is taken of: the whole picture, upright, squeezed into a square.
 *
 * @throws Failure `unreadable` or `too_large`
 */
export async function squaresOf(image: string | Uint8Array, maximumPixels: number): Promise<Squares> {
  const sharp = await loadSharp();
  const { data, width, height } = await decodeImage(image, { longSide: DECODED_LONG_SIDE, maximumPixels });
  const square = (side: number, mirror = false): Promise<Buffer> => {
    const resized = sharp(data, { raw: { width, height, channels: 3 } }).resize(side, side, { fit: 'fill' });
    return (mirror ? resized.flop() : resized).raw().toBuffer();
  };
  return {
    backbone: await square(BACKBONE_SIDE),
    mirrored: await square(BACKBONE_SIDE, true),
    classical: await square(CLASSICAL_SIDE),
  };
}
