import { loadSharp, type Pixels } from '../../images/index.js';
import { BACKBONE_SIDES, CLASSICAL_SIDE, type Squares } from '../../models/embedding/index.js';

/** The squares of a picture that its embedding is taken of: the whole picture squeezed into a square. */
export async function squaresOf({ data, width, height }: Pixels): Promise<Squares> {
  const sharp = await loadSharp();
  const square = (side: number): Promise<Buffer> =>
    sharp(data, { raw: { width, height, channels: 3 } })
      .resize(side, side, { fit: 'fill' })
      .raw()
      .toBuffer();
  const [large, small, classical] = await Promise.all(
    [BACKBONE_SIDES.large, BACKBONE_SIDES.small, CLASSICAL_SIDE].map(square),
  );
  return { large: large!, small: small!, classical: classical! };
}
