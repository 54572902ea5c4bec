import type { Pixels } from '../../images/index.js';
import { quantile } from '../raster/plane.js';
import { largestEigenvectors, type Vector, angleBetween, cross, dot, normalise } from './vectors.js';

/** Optical density of a section, three planes, and where there is tissue. */
export interface OpticalDensity {
  width: number;
  height: number;
  red: Float32Array;
  green: Float32Array;
  blue: Float32Array;
  tissue: Uint8Array;
  tissuePixels: number;
}

export interface StainVectors {
  hematoxylin: Vector;
  eosin: Vector;
  source: 'estimated' | 'reference';
}

/** Ruifrok and Johnston, "Quantification of histochemical staining by color deconvolution", Anal Quant Cytol Histol 23 (2001). */
export const REFERENCE: StainVectors = {
  hematoxylin: normalise([0.65, 0.704, 0.286]),
  eosin: normalise([0.072, 0.99, 0.105]),
  source: 'reference',
};

/** Mean optical density from which a pixel is tissue; Macenko et al. use the same. */
const TISSUE_DENSITY = 0.15;
const EXTREME = 0.01;
/** Estimates further than this from the reference are not believed; scanners differ most in eosin. */
const FARTHEST_HEMATOXYLIN = 25;
const FARTHEST_EOSIN = 35;
const LEAST_APART = 10;
/** So many pixels are enough to estimate stains. */
const SAMPLE = 20_000;
const LEAST_TISSUE_PIXELS = 500;

const DENSITY = Float32Array.from({ length: 256 }, (_, value) => -Math.log10((value + 1) / 256));

export function opticalDensity({ data, width, height }: Pixels): OpticalDensity {
  const size = width * height;
  const [red, green, blue] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
  const tissue = new Uint8Array(size);
  let tissuePixels = 0;
  for (let index = 0; index < size; index += 1) {
    red[index] = DENSITY[data[3 * index]!]!;
    green[index] = DENSITY[data[3 * index + 1]!]!;
    blue[index] = DENSITY[data[3 * index + 2]!]!;
    if ((red[index]! + green[index]! + blue[index]!) / 3 < TISSUE_DENSITY) continue;
    tissue[index] = 1;
    tissuePixels += 1;
  }
  return { width, height, red, green, blue, tissue, tissuePixels };
}

/**
 * Estimates the two stains of a section as Macenko et al. do ("A method for normalizing histology slides for quantitative
 * analysis", ISBI 2009): the extreme directions in the plane of most variance. The reference where that is not plausible.
 */
export function estimateStains(density: OpticalDensity): StainVectors {
  const samples = sampleTissue(density);
  if (samples.length < LEAST_TISSUE_PIXELS) return REFERENCE;
  const [first, second] = largestEigenvectors(samples);
  const angles = samples.map((sample) => Math.atan2(dot(sample, second), dot(sample, first)));
  const direction = (angle: number): Vector =>
    normalise(
      [0, 1, 2].map((axis) => Math.cos(angle) * first[axis]! + Math.sin(angle) * second[axis]!) as Vector,
    );
  const ends = [direction(quantile(angles, EXTREME)), direction(quantile(angles, 1 - EXTREME))];
  const [hematoxylin, eosin] = ends.sort((a, b) => b[0] - a[0]) as [Vector, Vector];
  const isPlausible =
    angleBetween(hematoxylin, REFERENCE.hematoxylin) < FARTHEST_HEMATOXYLIN &&
    angleBetween(eosin, REFERENCE.eosin) < FARTHEST_EOSIN &&
    angleBetween(hematoxylin, eosin) > LEAST_APART;
  return isPlausible ? { hematoxylin, eosin, source: 'estimated' } : REFERENCE;
}

function sampleTissue({ red, green, blue, tissue, tissuePixels }: OpticalDensity): Vector[] {
  const step = Math.max(1, Math.floor(tissuePixels / SAMPLE));
  const samples: Vector[] = [];
  let seen = 0;
  tissue.forEach((bit, index) => {
    if (bit === 1 && seen++ % step === 0) samples.push([red[index]!, green[index]!, blue[index]!]);
  });
  return samples;
}

/** Density of each stain in each pixel; a third, at right angles to both, takes what is neither. */
export function separate(
  { width, height, red, green, blue }: OpticalDensity,
  { hematoxylin, eosin }: StainVectors,
): { hematoxylin: Float32Array; eosin: Float32Array; rest: Float32Array } {
  const third = normalise(cross(hematoxylin, eosin));
  const volume = dot(hematoxylin, cross(eosin, third));
  const rows = [cross(eosin, third), cross(third, hematoxylin), cross(hematoxylin, eosin)].map(
    (vector) => vector.map((value) => value / volume) as Vector,
  );
  const planes = rows.map((row) => {
    const plane = new Float32Array(width * height);
    for (let index = 0; index < plane.length; index += 1)
      plane[index] = row[0] * red[index]! + row[1] * green[index]! + row[2] * blue[index]!;
    return plane;
  });
  return { hematoxylin: planes[0]!, eosin: planes[1]!, rest: planes[2]! };
}

/** Share of the tissue that the two stains cannot explain, and share that is pink to blue, as sections in H&E are. */
export function judgeStaining(
  { red, green, blue, tissue, tissuePixels }: OpticalDensity,
  rest: Float32Array,
): { unexplained: number; inHue: number } {
  let [unexplained, total, inHue] = [0, 0, 0];
  tissue.forEach((bit, index) => {
    if (bit === 0) return;
    unexplained += Math.abs(rest[index]!);
    total += Math.hypot(red[index]!, green[index]!, blue[index]!);
    if (green[index]! > 1.05 * red[index]! && green[index]! > 1.05 * blue[index]!) inHue += 1;
  });
  if (tissuePixels === 0) return { unexplained: 1, inHue: 0 };
  return { unexplained: unexplained / total, inHue: inHue / tissuePixels };
}
