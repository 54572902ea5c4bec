import { differenceAt, type LabImage } from '../raster/lab.js';
import type { Mask } from '../raster/mask.js';

/** How unlike a lesion's halves are over two axes at right angles. */
export interface Asymmetry {
  /** Stolz's A: 0, 1 or 2 axes over which the halves differ. */
  score: number;
  /** Angle of the first axis in degrees, clockwise from the x axis; the pair with least asymmetry. */
  axis_degrees: number;
  /** For both axes: share of the area that has no counterpart in shape, 0–1. */
  shape: [number, number];
  /** For both axes: mean colour difference (CIE76) of counterparts. */
  color: [number, number];
}

/** From these on a half differs; chosen on the CC0 images, see docs/skin-images.md. */
const SHAPE_DIFFERS = 0.12;
const COLOR_DIFFERS = 14;
const STEP_DEGREES = 10;
/** A colour difference that weighs like a tenth of the shape, to choose the axes. */
const COLOR_PER_SHAPE = 70;

/**
 * Folds the lesion over axes through its centre and takes the pair at right angles with least asymmetry, as Stolz's rule asks
 * (Stolz et al., "ABCD rule of dermatoscopy", Eur J Dermatol 4, 1994; Nachbar et al., J Am Acad Dermatol 30, 1994).
 */
export function measureAsymmetry(image: LabImage, mask: Mask): Asymmetry {
  const pixels = pixelsOf(mask);
  const center = centerOf(pixels);
  const folds = Array.from({ length: 180 / STEP_DEGREES }, (_, step) =>
    fold(image, mask, pixels, center, step * STEP_DEGREES),
  );
  const half = folds.length / 2;
  const cost = ({ shape, color }: Fold): number => shape + color / COLOR_PER_SHAPE;
  const pairs = Array.from({ length: half }, (_, at) => [folds[at]!, folds[at + half]!] as const);
  const [first, second] = pairs.reduce((best, pair) =>
    cost(pair[0]) + cost(pair[1]) < cost(best[0]) + cost(best[1]) ? pair : best,
  );
  const differs = ({ shape, color }: Fold): boolean => shape > SHAPE_DIFFERS || color > COLOR_DIFFERS;
  return {
    score: [first, second].filter(differs).length,
    axis_degrees: first.degrees,
    shape: [first.shape, second.shape],
    color: [first.color, second.color],
  };
}

interface Fold {
  degrees: number;
  shape: number;
  color: number;
}

type Position = readonly [x: number, y: number];

function fold(
  image: LabImage,
  { width, height, bits }: Mask,
  pixels: readonly Position[],
  [centerX, centerY]: Position,
  degrees: number,
): Fold {
  const angle = (2 * degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [alone, together, color] = [0, 0, 0];
  for (const [x, y] of pixels) {
    const [dx, dy] = [x - centerX, y - centerY];
    const mirroredX = Math.round(centerX + cos * dx + sin * dy);
    const mirroredY = Math.round(centerY + sin * dx - cos * dy);
    const isInside = mirroredX >= 0 && mirroredY >= 0 && mirroredX < width && mirroredY < height;
    const mirrored = mirroredY * width + mirroredX;
    if (!isInside || bits[mirrored] === 0) alone += 1;
    else {
      together += 1;
      color += differenceAt(image, y * width + x, mirrored);
    }
  }
  return { degrees, shape: alone / pixels.length, color: together === 0 ? 0 : color / together };
}

function pixelsOf({ width, bits }: Mask): Position[] {
  const pixels: Position[] = [];
  bits.forEach((bit, index) => {
    if (bit === 1) pixels.push([index % width, Math.floor(index / width)]);
  });
  return pixels;
}

function centerOf(pixels: readonly Position[]): Position {
  const sum = pixels.reduce(([sumX, sumY], [x, y]) => [sumX + x, sumY + y] as const, [0, 0] as const);
  return [sum[0] / pixels.length, sum[1] / pixels.length];
}
