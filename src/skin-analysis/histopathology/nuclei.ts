import { fillHoles, invert, type Mask, maskOf, open, squaredDistances } from '../raster/mask.js';
import { boxBlur, otsuThreshold, smooth } from '../raster/plane.js';

/** One nucleus: its pixels, and the moments of their positions. */
export interface Nucleus {
  area: number;
  /** Pixels with a neighbour that belongs to something else. */
  rim: number;
  x: number;
  y: number;
  eccentricity: number;
}

export interface CountedNuclei {
  nuclei: Nucleus[];
  /** 0, or the number of the nucleus that a pixel belongs to, from 1. */
  labels: Int32Array;
}

/** Sizes in pixels that nuclei have at the magnifications of sections (about 0.25 to 1 µm a pixel). */
const SMALLEST_AREA = 24;
const LARGEST_AREA = 4_000;
/** Peaks within this share of the depth of the higher one are of one nucleus. */
const MERGE_SHARE = 1.2;
/** What is more ragged is texture, not a nucleus. */
const LEAST_CIRCULARITY = 0.4;
/** A density below this is no hematoxylin, whatever Otsu says. */
const LEAST_DENSITY = 0.12;
/** Nuclei are darker than their surroundings within this distance. */
const SURROUNDINGS = 25;

/** Finds nuclei in the density of hematoxylin: Otsu's threshold, small things removed, touching ones parted. */
export function findNuclei(
  hematoxylin: Float32Array,
  width: number,
  height: number,
  tissue: Uint8Array,
): CountedNuclei {
  const plane = { width, height, values: hematoxylin };
  const soft = boxBlur(plane, 1).values;
  const around = boxBlur(plane, SURROUNDINGS).values;
  const inTissue = soft.filter((_, index) => tissue[index] === 1);
  const threshold = Math.max(LEAST_DENSITY, otsuThreshold(inTissue));
  const mask = maskOf(
    width,
    height,
    (index) => tissue[index] === 1 && soft[index]! > threshold && soft[index]! > around[index]!,
  );
  return partTouching(fillHoles(open(mask, 1)));
}

/** Parts what touches: each pixel goes to the peak of the smoothed depth that it climbs to. */
function partTouching(mask: Mask): CountedNuclei {
  const { width, height, bits } = mask;
  const depth = smooth({ width, height, values: squaredDistances(invert(mask)).map(Math.sqrt) }, 2).values;
  const next = new Int32Array(bits.length);
  for (let index = 0; index < bits.length; index += 1)
    next[index] = bits[index] === 1 ? climb(depth, mask, index) : -1;
  const peakOf = (start: number): number => {
    let index = start;
    while (next[index] !== index) index = next[index]!;
    return index;
  };
  const peaks = Int32Array.from(bits, (bit, index) => (bit === 1 ? peakOf(index) : -1));
  const numbers = mergePeaks(
    [...new Set(peaks)].filter((peak) => peak >= 0),
    depth,
    width,
  );
  const labels = peaks.map((peak) => numbers.get(peak) ?? 0);
  return keepPlausible(labels, width, height, Math.max(0, ...numbers.values()));
}

/** Equal heights are told apart by their place, so that a flat top has one peak. */
function isHigher(depth: Float32Array, one: number, other: number): boolean {
  return depth[one]! > depth[other]! || (depth[one] === depth[other] && one > other);
}

/** Peaks that lie closer together than they are deep are of one nucleus. */
function mergePeaks(peaks: readonly number[], depth: Float32Array, width: number): Map<number, number> {
  const kept: number[] = [];
  const numbers = new Map<number, number>();
  const distance = (one: number, other: number): number =>
    Math.hypot((one % width) - (other % width), Math.floor(one / width) - Math.floor(other / width));
  for (const peak of [...peaks].sort((a, b) => depth[b]! - depth[a]!)) {
    const near = kept.findIndex((other) => distance(peak, other) < MERGE_SHARE * depth[other]!);
    numbers.set(peak, near < 0 ? kept.push(peak) : near + 1);
  }
  return numbers;
}

function climb(depth: Float32Array, { width, height, bits }: Mask, index: number): number {
  const [x, y] = [index % width, Math.floor(index / width)];
  let highest = index;
  for (let dy = -1; dy <= 1; dy += 1)
    for (let dx = -1; dx <= 1; dx += 1) {
      const [nx, ny] = [x + dx, y + dy];
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
      const neighbour = ny * width + nx;
      if (bits[neighbour] === 1 && isHigher(depth, neighbour, highest)) highest = neighbour;
    }
  return highest;
}

function keepPlausible(labels: Int32Array, width: number, height: number, count: number): CountedNuclei {
  const sums = Array.from({ length: count + 1 }, () => ({
    area: 0,
    rim: 0,
    x: 0,
    y: 0,
    xx: 0,
    yy: 0,
    xy: 0,
  }));
  labels.forEach((label, index) => {
    if (label === 0) return;
    const [x, y] = [index % width, Math.floor(index / width)];
    const sum = sums[label]!;
    sum.area += 1;
    sum.x += x;
    sum.y += y;
    sum.xx += x * x;
    sum.yy += y * y;
    sum.xy += x * y;
    const isInner =
      x > 0 &&
      y > 0 &&
      x < width - 1 &&
      y < height - 1 &&
      [index - 1, index + 1, index - width, index + width].every((neighbour) => labels[neighbour] === label);
    if (!isInner) sum.rim += 1;
  });
  const numbers = new Int32Array(count + 1);
  const nuclei: Nucleus[] = [];
  sums.forEach((sum, label) => {
    if (label === 0 || sum.area < SMALLEST_AREA || sum.area > LARGEST_AREA) return;
    if (circularityOf(sum) >= LEAST_CIRCULARITY) numbers[label] = nuclei.push(describe(sum));
  });
  return { nuclei, labels: labels.map((label) => numbers[label]!) };
}

interface Sums {
  area: number;
  rim: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

function describe({ area, rim, x, y, xx, yy, xy }: Sums): Nucleus {
  const [meanX, meanY] = [x / area, y / area];
  const [a, b, c] = [xx / area - meanX ** 2, yy / area - meanY ** 2, xy / area - meanX * meanY];
  const root = Math.sqrt(((a - b) / 2) ** 2 + c * c);
  const [long, short] = [(a + b) / 2 + root, Math.max(0, (a + b) / 2 - root)];
  return { area, rim, x: meanX, y: meanY, eccentricity: long <= 0 ? 0 : Math.sqrt(1 - short / long) };
}

/** Of a disc on a grid, the rim has about 0.9 of the perimeter's length in pixels. */
const RIM_SHARE = 0.9;

/** 4π area / perimeter², at most 1. */
export function circularityOf({ area, rim }: { area: number; rim: number }): number {
  return Math.min(1, (4 * Math.PI * area) / (rim / RIM_SHARE) ** 2);
}
