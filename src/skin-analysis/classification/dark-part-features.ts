import { centerOf, countOf, invert, type Mask, maskOf, open, squaredDistances } from '../raster/mask.js';
import { areaOf, convexHull, perimeterOf, traceOutline } from '../raster/outline.js';
import { otsuThreshold, smooth } from '../raster/plane.js';
import type { LesionFeatures, LesionPatch } from './lesion-patch.js';

const SOFTENING = 2;
/** The rim, as a share of the greatest depth. */
const RIM = 0.25;
/** Fewer pixels have no form. */
const LEAST_DARK = 20;

/** Form and place of the darker half of a lesion, parted by Otsu's threshold on its lightness. */
export function darkPartFeatures({ lab, mask }: LesionPatch): LesionFeatures {
  const dark = darkPartOf(smooth({ ...mask, values: lab.l }, SOFTENING).values, mask);
  const area = countOf(dark);
  if (area <= LEAST_DARK) return { dark_solidity: 1, dark_compactness: 0, dark_at_rim: 0, dark_offset: 0 };
  const outline = traceOutline(dark);
  const [x, y] = centerOf(mask);
  const [darkX, darkY] = centerOf(dark);
  return {
    dark_solidity: areaOf(outline) / areaOf(convexHull(outline)),
    dark_compactness: Math.log(perimeterOf(outline) ** 2 / (4 * Math.PI * areaOf(outline))),
    dark_at_rim: shareAtRim(dark, mask, area),
    dark_offset: Math.hypot(darkX - x, darkY - y) / Math.sqrt(countOf(mask) / Math.PI),
  };
}

function darkPartOf(lightness: Float32Array, mask: Mask): Mask {
  const inside = lightness.filter((_, index) => mask.bits[index] === 1);
  const lightest = inside.reduce((most, value) => Math.max(most, value), 0);
  const threshold = otsuThreshold(inside.map((value) => lightest - value));
  return open(
    maskOf(
      mask.width,
      mask.height,
      (index) => mask.bits[index] === 1 && lightest - lightness[index]! > threshold,
    ),
    1,
  );
}

function shareAtRim(dark: Mask, mask: Mask, area: number): number {
  const depth = squaredDistances(invert(mask));
  let deepest = 0;
  mask.bits.forEach((bit, index) => {
    if (bit === 1) deepest = Math.max(deepest, depth[index]!);
  });
  let atRim = 0;
  dark.bits.forEach((bit, index) => {
    if (bit === 1 && depth[index]! < RIM ** 2 * deepest) atRim += 1;
  });
  return atRim / area;
}
