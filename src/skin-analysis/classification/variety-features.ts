import type { Asymmetry } from '../dermoscopy/asymmetry.js';
import { differenceAt, differenceTo, type LabColor, type LabImage } from '../raster/lab.js';
import { centerOf, countOf, invert, type Mask, squaredDistances } from '../raster/mask.js';
import { deviationOf, meanOf, smooth } from '../raster/plane.js';
import type { LesionFeatures, LesionPatch } from './lesion-patch.js';

const SOFTENING = 2;
const RINGS = 8;
/** Steps of colour whose mixture is measured, in units of L*a*b*. */
const COLOR_STEP = 8;

/** How unevenly colour is spread over the lesion. */
export function varietyFeatures(
  { lab, mask }: LesionPatch,
  skin: LabColor,
  { color }: Asymmetry,
): LesionFeatures {
  const soft = soften(lab);
  const pixels = pixelsOf(mask);
  const rest = (values: Float32Array): { share: number; deviation: number } =>
    unexplainedByDepth(values, mask, pixels);
  const restB = rest(soft.b);
  return {
    variety_asymmetry: meanOf(color),
    variety_mixture: mixtureEntropy(lab, pixels),
    variety_half_turn: halfTurnDifference(soft, mask, pixels),
    variety_offset: offsetOfColor(soft, mask, pixels, skin),
    variety_rest_l: rest(soft.l).share,
    variety_rest_b: restB.share,
    variety_rest_b_deviation: Math.log(0.5 + restB.deviation),
  };
}

function soften({ width, height, l, a, b }: LabImage): LabImage {
  const softened = (values: Float32Array): Float32Array =>
    smooth({ width, height, values }, SOFTENING).values;
  return { width, height, l: softened(l), a: softened(a), b: softened(b) };
}

function pixelsOf({ bits }: Mask): number[] {
  const pixels: number[] = [];
  bits.forEach((bit, index) => {
    if (bit === 1) pixels.push(index);
  });
  return pixels;
}

/** Entropy in bits of the colours in steps. */
function mixtureEntropy({ l, a, b }: LabImage, pixels: readonly number[]): number {
  const counts = new Map<number, number>();
  const step = (value: number): number => Math.floor((value + 128) / COLOR_STEP);
  for (const index of pixels) {
    const key = (step(l[index]!) * 64 + step(a[index]!)) * 64 + step(b[index]!);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => {
    const share = count / pixels.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** Mean colour difference (CIE76) to the place opposite the centre, against the spread of the colours. */
function halfTurnDifference(image: LabImage, mask: Mask, pixels: readonly number[]): number {
  const { width, height, bits } = mask;
  const [centerX, centerY] = centerOf(mask);
  const differences: number[] = [];
  for (const index of pixels) {
    const x = Math.round(2 * centerX - (index % width));
    const y = Math.round(2 * centerY - Math.floor(index / width));
    if (x < 0 || y < 0 || x >= width || y >= height || bits[y * width + x] === 0) continue;
    differences.push(differenceAt(image, index, y * width + x));
  }
  const spread = Math.hypot(
    ...[image.l, image.a, image.b].map((values) => deviationOf(pixels.map((index) => values[index]!))),
  );
  return meanOf(differences) / (1 + spread);
}

/** How far the middle of the colour, weighed by its difference to the skin, lies from the middle of the form, in radii. */
function offsetOfColor(image: LabImage, mask: Mask, pixels: readonly number[], skin: LabColor): number {
  const [centerX, centerY] = centerOf(mask);
  let [x, y, sum] = [0, 0, 0];
  for (const index of pixels) {
    const weight = differenceTo(image, index, skin);
    x += weight * ((index % mask.width) - centerX);
    y += weight * (Math.floor(index / mask.width) - centerY);
    sum += weight;
  }
  return Math.hypot(x, y) / Math.max(1, sum) / Math.sqrt(pixels.length / Math.PI);
}

/** What is left of a coordinate's variance within rings of like depth: a mole that changes from its rim inwards has little. */
function unexplainedByDepth(
  values: Float32Array,
  mask: Mask,
  pixels: readonly number[],
): { share: number; deviation: number } {
  const depth = squaredDistances(invert(mask));
  const deepest = Math.sqrt(pixels.reduce((most, index) => Math.max(most, depth[index]!), 1));
  const rings: number[][] = Array.from({ length: RINGS }, () => []);
  for (const index of pixels)
    rings[Math.min(RINGS - 1, Math.floor((RINGS * Math.sqrt(depth[index]!)) / deepest))]!.push(
      values[index]!,
    );
  const whole = deviationOf(pixels.map((index) => values[index]!)) ** 2;
  const area = countOf(mask);
  const within = rings.reduce((sum, ring) => sum + (ring.length / area) * deviationOf(ring) ** 2, 0);
  return { share: within / (whole + 0.25), deviation: Math.sqrt(within) };
}
