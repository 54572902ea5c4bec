import { type LabColor, type LabImage, length } from '../raster/lab.js';
import {
  close,
  type Component,
  countOf,
  fillHoles,
  findComponents,
  type Mask,
  maskOf,
  open,
  squaredDistances,
  invert,
} from '../raster/mask.js';
import { meanOf, otsuThreshold, type Plane, quantile, quantiles, smooth } from '../raster/plane.js';
import { fieldOfView } from './field-of-view.js';

/** Where a lesion is, and the skin around it that it was told from. */
export interface SegmentedLesion {
  mask: Mask;
  view: Mask;
  /** Colour of the skin around the lesion. */
  skin: LabColor;
  /** Mean colour difference between lesion and skin. */
  contrast: number;
}

/** Part of Otsu's threshold from which a pixel counts as lesion; chosen on PH2, see docs/skin-images.md. */
const THRESHOLD_SHARE = 0.6;
/** Width of the border band that shows skin, as a share of the short side. */
const BAND = 0.12;
/** In the band, darker pixels may be lesion and lighter ones reflections. */
const SKIN_QUANTILES = [0.4, 0.95] as const;
/** Skin and light are told apart in rounds, as each needs the other; slopes are held back and bounded, because a lesion at an edge is dark too. */
const LIGHT_ROUNDS = 5;
const SLOPE_PENALTY = 0.02;
const STEEPEST = 30;
/** A lesion must stand out by this colour difference, and cover this share of the view. */
const LEAST_CONTRAST = 7;
const LEAST_AREA = 0.004;
/** Another part belongs to the lesion from this share of the main part's area. */
const COMPANION_SHARE = 0.25;

/**
 * Finds the lesion of a dermoscopic image: the difference of each pixel to the skin near the border, Otsu's threshold lowered
 * (lesions fade out), the part that is large and central, filled. Null when nothing stands out from the skin.
 *
 * @param image at a long side of about 256
 */
export function segmentLesion(image: LabImage): SegmentedLesion | null {
  const view = fieldOfView(image);
  const soft = soften(image);
  const ring = ringOf(view);
  const light = fitLight(soft, ring);
  const skin = skinColor(soft, ring, light);
  const distance = distanceToSkin(soft, skin, light);
  const inView = distance.values.filter((_, index) => view.bits[index] === 1);
  if (inView.length === 0) return null;
  const threshold = THRESHOLD_SHARE * otsuThreshold(inView);
  const candidates = maskOf(
    image.width,
    image.height,
    (index) => view.bits[index] === 1 && distance.values[index]! > threshold,
  );
  const mask = chooseLesion(tidy(candidates), distance);
  if (!mask || countOf(mask) < LEAST_AREA * inView.length) return null;
  const contrast = meanInside(distance, mask);
  return contrast < LEAST_CONTRAST ? null : { mask, view, skin, contrast };
}

function soften({ width, height, l, a, b }: LabImage): LabImage {
  const radius = Math.max(1, Math.round(Math.max(width, height) / 256));
  const softened = (values: Float32Array): Float32Array => smooth({ width, height, values }, radius).values;
  return { width, height, l: softened(l), a: softened(a), b: softened(b) };
}

/** Pixels in a band along the edge of the view. */
function ringOf(view: Mask): number[] {
  const { width, height, bits } = view;
  const band = (BAND * Math.min(width, height)) ** 2;
  const fromOutside = squaredDistances(invert(view));
  const ring: number[] = [];
  for (let index = 0; index < bits.length; index += 1) {
    const [x, y] = [index % width, Math.floor(index / width)];
    const fromEdge = Math.min(x, y, width - 1 - x, height - 1 - y) ** 2;
    if (bits[index] === 1 && Math.min(fromEdge, fromOutside[index]!) < band) ring.push(index);
  }
  return ring;
}

/** Those pixels of the band that show skin, by their lightness against the light of their place. */
function skinOfRing({ l }: LabImage, ring: readonly number[], light: Float32Array): number[] {
  const lightness = ring.map((index) => l[index]! - light[index]!);
  const [low, high] = quantiles(lightness, SKIN_QUANTILES) as [number, number];
  return ring.filter((_, at) => lightness[at]! >= low && lightness[at]! <= high);
}

/** Median colour of the lighter part of the band, under the light of the middle. */
function skinColor(image: LabImage, ring: readonly number[], light: Float32Array): LabColor {
  const skin = skinOfRing(image, ring, light);
  const median = (values: number[]): number => quantile(values, 0.5);
  return [
    median(skin.map((index) => image.l[index]! - light[index]!)),
    median(skin.map((index) => image.a[index]!)),
    median(skin.map((index) => image.b[index]!)),
  ];
}

/** How much lighter the skin is at each place than in the middle, where light falls from a side: a plane through the skin of the band. */
function fitLight(image: LabImage, ring: readonly number[]): Float32Array {
  const { width, height } = image;
  const light = new Float32Array(width * height);
  for (let round = 0; round < LIGHT_ROUNDS; round += 1) {
    const [slopeX, slopeY] = fitPlane(image, skinOfRing(image, ring, light));
    for (let index = 0; index < light.length; index += 1)
      light[index] =
        slopeX * ((index % width) / width - 0.5) + slopeY * (Math.floor(index / width) / height - 0.5);
  }
  return light;
}

/** Distance to the skin where it is; places that are only lighter (reflections, gel, scales) count for their hue alone. */
function distanceToSkin(
  { width, height, l, a, b }: LabImage,
  [skinL, skinA, skinB]: LabColor,
  light: Float32Array,
): Plane {
  const values = new Float32Array(l.length);
  for (let index = 0; index < values.length; index += 1)
    values[index] = length(
      Math.min(0, l[index]! - light[index]! - skinL),
      a[index]! - skinA,
      b[index]! - skinB,
    );
  return { width, height, values };
}

/** Removes hairs and ruler marks, closes small gaps. */
function tidy(mask: Mask): Mask {
  const unit = Math.max(mask.width, mask.height) / 256;
  return fillHoles(close(open(mask, Math.round(2 * unit)), Math.round(4 * unit)));
}

/** The part with most colour difference near the middle, and others that are nearly as large. */
function chooseLesion(mask: Mask, distance: Plane): Mask | null {
  const { labels, components } = findComponents(mask);
  const weights = new Float64Array(components.length + 1);
  labels.forEach((label, index) => {
    if (label > 0) weights[label]! += distance.values[index]! * centrality(mask, index);
  });
  const weigh = ({ label, onEdge, area }: Component): number =>
    weights[label]! * (1 - Math.min(0.5, (2 * onEdge) / (4 * Math.sqrt(area))));
  const [best] = [...components].sort((a, b) => weigh(b) - weigh(a));
  if (!best) return null;
  const chosen = new Set(
    components
      .filter((part) => part === best || weigh(part) > COMPANION_SHARE * weigh(best))
      .map(({ label }) => label),
  );
  const merged = maskOf(mask.width, mask.height, (index) => chosen.has(labels[index]!));
  const longSide = Math.max(mask.width, mask.height);
  const joined = chosen.size === 1 ? merged : fillHoles(close(merged, Math.round(longSide / 16)));
  // Narrow arms are shadows, hairs and creases that hang on the lesion.
  return largestPart(open(joined, Math.round(longSide / 50))) ?? largestPart(joined);
}

function largestPart(mask: Mask): Mask | null {
  const { labels, components } = findComponents(mask);
  const [largest] = components.sort((a, b) => b.area - a.area);
  if (!largest) return null;
  return maskOf(mask.width, mask.height, (index) => labels[index] === largest.label);
}

function centrality({ width, height }: Mask, index: number): number {
  const [x, y] = [(index % width) / width - 0.5, Math.floor(index / width) / height - 0.5];
  return Math.exp(-(x * x + y * y) / 0.12);
}

function meanInside({ values }: Plane, { bits }: Mask): number {
  let [sum, count] = [0, 0];
  for (let index = 0; index < bits.length; index += 1)
    if (bits[index] === 1) {
      sum += values[index]!;
      count += 1;
    }
  return count === 0 ? 0 : sum / count;
}

/** Slopes of lightness over the width and the height of the picture, by least squares with a penalty. */
function fitPlane({ width, height, l }: LabImage, pixels: readonly number[]): [number, number] {
  const points = pixels.map((index) => [
    (index % width) / width - 0.5,
    Math.floor(index / width) / height - 0.5,
    l[index]!,
  ]);
  const [meanX, meanY, meanL] = [0, 1, 2].map((axis) => meanOf(points.map((point) => point[axis]!))) as [
    number,
    number,
    number,
  ];
  let [xx, yy, xy, xl, yl] = [SLOPE_PENALTY, SLOPE_PENALTY, 0, 0, 0];
  for (const [x, y, lightness] of points as [number, number, number][]) {
    xx += (x - meanX) ** 2 / points.length;
    yy += (y - meanY) ** 2 / points.length;
    xy += ((x - meanX) * (y - meanY)) / points.length;
    xl += ((x - meanX) * (lightness - meanL)) / points.length;
    yl += ((y - meanY) * (lightness - meanL)) / points.length;
  }
  const determinant = xx * yy - xy * xy;
  const bound = (slope: number): number => Math.max(-STEEPEST, Math.min(STEEPEST, slope));
  return [bound((yy * xl - xy * yl) / determinant), bound((xx * yl - xy * xl) / determinant)];
}
