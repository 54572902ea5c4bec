import { fromPicture, toPicture, turn, type Picture } from './picture.js';

/** A picture straightened, and by how much it was turned clockwise, in degrees. */
export interface Straightened {
  picture: Picture;
  turned: number;
  /** Nothing is written or drawn on it. */
  blank: boolean;
  /** Its lines seem to run up and down. Columns of short cells can look so too: reading a part tells. */
  sideways: boolean;
}

/** Long side of the copy on which the lines are looked for. */
const SKETCH_SIDE = 1000;
/** Pages are scanned and photographed askew by a few degrees; further away other text directions begin. */
const MAXIMUM_SKEW = 10;
const COARSE_STEP = 1;
const FINE_STEP = 0.1;
/** Less does no harm to recognition, and turning blurs. */
const IGNORED_SKEW = 0.15;
/** How much darker than its surroundings ink is, of 255. */
const INK_CONTRAST = 25;
/** Half the side, in pixels, of the surroundings that a pixel is compared with. */
const SURROUNDINGS = 12;
const MAXIMUM_POINTS = 40_000;
const BLANK_POINTS = 30;

/**
 * Turns a picture so that its lines of text run level or straight up and down, by the skew that gathers the ink in the
 * sharpest rows or columns (Postl's projection profile).
 */
export async function straighten(picture: Picture): Promise<Straightened> {
  const ink = await findInk(picture);
  if (ink.length < BLANK_POINTS) return { picture, turned: 0, blank: true, sideways: false };
  const level = bestSkew(ink);
  const upended = bestSkew(ink.map(({ x, y }) => ({ x: -y, y: x })));
  const sideways = upended.sharpness > level.sharpness;
  const skew = sideways ? upended.angle : level.angle;
  const turned = Math.abs(skew) < IGNORED_SKEW ? 0 : -skew;
  return { picture: await turn(picture, turned), turned, blank: false, sideways };
}

interface Point {
  x: number;
  y: number;
}

/** The places of a small copy that are darker than what surrounds them: shadows and coloured grounds are not. */
async function findInk(picture: Picture): Promise<Point[]> {
  const sketch = await toPicture(
    (await fromPicture(picture)).resize({ width: SKETCH_SIDE, height: SKETCH_SIDE, fit: 'inside' }),
  );
  const ground = await toPicture((await fromPicture(sketch)).blur(SURROUNDINGS));
  const points: Point[] = [];
  for (let index = 0; index < sketch.pixels.length; index++) {
    if ((ground.pixels[index] ?? 0) - (sketch.pixels[index] ?? 0) < INK_CONTRAST) continue;
    points.push({ x: index % sketch.width, y: Math.floor(index / sketch.width) });
  }
  const every = Math.ceil(points.length / MAXIMUM_POINTS);
  return points.filter((_, index) => index % every === 0);
}

/** The skew in degrees, clockwise, at which the rows are sharpest. */
function bestSkew(points: readonly Point[]): { angle: number; sharpness: number } {
  const coarse = sharpest(points, -MAXIMUM_SKEW, MAXIMUM_SKEW, COARSE_STEP);
  return sharpest(points, coarse.angle - COARSE_STEP, coarse.angle + COARSE_STEP, FINE_STEP);
}

function sharpest(
  points: readonly Point[],
  from: number,
  to: number,
  step: number,
): { angle: number; sharpness: number } {
  let best = { angle: 0, sharpness: -1 };
  for (let angle = from; angle <= to + step / 2; angle += step) {
    const sharpness = rowSharpness(points, angle);
    if (sharpness > best.sharpness) best = { angle, sharpness };
  }
  return best;
}

/** Sum of the squared differences between neighbouring rows of ink, the picture turned back by the angle. */
function rowSharpness(points: readonly Point[], degrees: number): number {
  const sine = Math.sin((degrees * Math.PI) / 180);
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const offset = 2 * SKETCH_SIDE;
  const rows = new Float64Array(2 * offset);
  for (const { x, y } of points) rows[offset + Math.round(y * cosine - x * sine)]! += 1;
  let sum = 0;
  for (let row = 1; row < rows.length; row++) sum += (rows[row]! - rows[row - 1]!) ** 2;
  return sum;
}
