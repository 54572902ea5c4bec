import { differenceTo, type LabColor, type LabImage } from '../raster/lab.js';
import { centerOf, invert, type Mask, squaredDistances } from '../raster/mask.js';
import { meanOf } from '../raster/plane.js';

/** How abruptly the pigment ends in eight sectors. */
export interface Border {
  /** Stolz's B: number of sectors with an abrupt end, 0–8. */
  score: number;
  /** For each sector, clockwise from the x axis: share of the lesion's contrast that falls within the margin. */
  steepness: number[];
}

const SECTORS = 8;
/** Half the width of the margin, as a share of the diameter of a disc of the lesion's area. */
const MARGIN = 0.06;
/** From this share on an end counts as abrupt; chosen on the CC0 images, see docs/skin-images.md. */
const ABRUPT = 0.8;

/**
 * Compares the colour just inside the outline with that just outside, in eight sectors around the centre, each against the
 * contrast of the whole lesion (Stolz's B: abrupt cut-off of the pigment pattern at the margin).
 */
export function measureBorder(image: LabImage, mask: Mask, skin: LabColor): Border {
  const inner = squaredDistances(invert(mask));
  const outer = squaredDistances(mask);
  const { width, bits } = mask;
  const area = bits.reduce((sum, bit) => sum + bit, 0);
  const margin = Math.max(2, MARGIN * 2 * Math.sqrt(area / Math.PI));
  const [centerX, centerY] = centerOf(mask);
  const inside: number[][] = Array.from({ length: SECTORS }, () => []);
  const outside: number[][] = Array.from({ length: SECTORS }, () => []);
  const whole: number[] = [];
  bits.forEach((bit, index) => {
    const distance = differenceTo(image, index, skin);
    if (bit === 1) whole.push(distance);
    const away = Math.sqrt(bit === 1 ? inner[index]! : outer[index]!);
    if (away > 2 * margin || away < 0.5 * margin) return;
    const angle = Math.atan2(Math.floor(index / width) - centerY, (index % width) - centerX);
    const sector = Math.floor(((angle + 2 * Math.PI) / (2 * Math.PI)) * SECTORS) % SECTORS;
    (bit === 1 ? inside : outside)[sector]!.push(distance);
  });
  const contrast = Math.max(1, meanOf(whole));
  const steepness = inside.map((values, sector) =>
    outside[sector]!.length === 0 ? 0 : (meanOf(values) - meanOf(outside[sector]!)) / contrast,
  );
  return { score: steepness.filter((step) => step > ABRUPT).length, steepness };
}
