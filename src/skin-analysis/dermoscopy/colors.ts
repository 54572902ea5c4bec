import type { LabColor, LabImage } from '../raster/lab.js';
import { countOf, erode, type Mask } from '../raster/mask.js';

/** The six colours of Stolz's rule. */
export const LESION_COLORS = ['white', 'red', 'light_brown', 'dark_brown', 'blue_grey', 'black'] as const;
export type LesionColor = (typeof LESION_COLORS)[number];

export interface ColorShare {
  name: LesionColor;
  /** Share of the lesion, 0–1. */
  fraction: number;
  /** Mean colour of that part as `#rrggbb`. */
  hex: string;
}

/** Pixels of the outline, in which lesion and skin mix, do not count. */
const MIXED = 2;
/** A colour counts from this share of the lesion on. */
const LEAST_SHARE = 0.05;
const BLACK_BELOW = 20;
/** Lightness against that of the skin. */
const DARK_BELOW = 0.52;
const WHITE_ABOVE = 1.04;
/** Chroma against that of the skin. */
const WHITE_CHROMA = 0.7;
/** b* (yellow) below this share of what the skin shows is blue-grey; red exceeds the skin's a* by this much. */
const BLUE_SHARE = 0.35;
const RED_EXCESS = 7;

/** Shares of Stolz's colours in the lesion, largest first; C of the rule is the number of those from 5 % on. */
export function measureColors(
  image: LabImage,
  rgb: Uint8Array,
  mask: Mask,
  skin: LabColor,
): { score: number; colors: ColorShare[] } {
  const counts = new Map<LesionColor, { pixels: number; sum: [number, number, number] }>();
  let area = 0;
  const core = erode(mask, MIXED);
  const measured = countOf(core) > 0 ? core : mask;
  measured.bits.forEach((bit, index) => {
    if (bit === 0) return;
    area += 1;
    const name = nameColor([image.l[index]!, image.a[index]!, image.b[index]!], skin);
    const count = counts.get(name) ?? { pixels: 0, sum: [0, 0, 0] };
    count.pixels += 1;
    for (const channel of [0, 1, 2] as const) count.sum[channel] += rgb[3 * index + channel]!;
    counts.set(name, count);
  });
  const colors = [...counts]
    .map(([name, { pixels, sum }]) => ({
      name,
      fraction: pixels / area,
      hex: hexOf(sum.map((value) => value / pixels)),
    }))
    .filter(({ fraction }) => fraction >= LEAST_SHARE)
    .sort((a, b) => b.fraction - a.fraction);
  return { score: colors.length, colors };
}

/** The colour's name, told by its relation to the skin around the lesion, so that light and camera matter less. */
export function nameColor([l, a, b]: LabColor, [skinL, skinA, skinB]: LabColor): LesionColor {
  const chroma = Math.hypot(a, b);
  if (l < BLACK_BELOW) return 'black';
  if (l > WHITE_ABOVE * skinL && chroma < WHITE_CHROMA * Math.hypot(skinA, skinB)) return 'white';
  if (b < Math.min(BLUE_SHARE * skinB, skinB - 8) && l < skinL) return 'blue_grey';
  if (a - skinA > RED_EXCESS && a > b && l > DARK_BELOW * skinL) return 'red';
  return l < DARK_BELOW * skinL ? 'dark_brown' : 'light_brown';
}

export function hexOf(channels: readonly number[]): string {
  return `#${channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}
