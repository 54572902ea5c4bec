import type { LabColor, LabImage } from '../raster/lab.js';
import { countOf, type Mask } from '../raster/mask.js';
import { boxBlur, deviationOf, meanOf } from '../raster/plane.js';
import type { BurnSigns } from './burn.js';

const CHARRED_LIGHTNESS = 24;
const CHARRED_CHROMA = 12;
/** Red beyond the skin's by less than this is not inflamed. */
const NOT_RED = 3;
/** Pale: lighter than the skin by this, or with this share of its chroma. */
const LIGHTER = 4;
const LESS_COLOR = 0.75;

/** Darker than the skin by this, with less than this gain of red per loss of lightness, is pigment. */
const DARKER = 8;
const LEAST_RED_PER_DARK = 0.7;

/** Measures the signs by which the depth of a burn is told by eye: redness, pallor, char, mottling. */
export function measureSigns(image: LabImage, mask: Mask, [skinL, skinA, skinB]: LabColor): BurnSigns {
  const { width, height } = image;
  const [l, a, b] = [image.l, image.a, image.b].map(
    (values) => boxBlur({ width, height, values }, 1).values,
  ) as [Float32Array, Float32Array, Float32Array];
  const skinChroma = Math.hypot(skinA, skinB);
  const redness: number[] = [];
  const lightness: number[] = [];
  let [pale, charred, pigmented] = [0, 0, 0];
  mask.bits.forEach((bit, index) => {
    if (bit === 0) return;
    const excess = a[index]! - skinA;
    const chroma = Math.hypot(a[index]!, b[index]!);
    redness.push(excess);
    lightness.push(l[index]!);
    if (l[index]! < CHARRED_LIGHTNESS && chroma < CHARRED_CHROMA) charred += 1;
    else if (excess < NOT_RED && (l[index]! > skinL + LIGHTER || chroma < LESS_COLOR * skinChroma)) pale += 1;
    else if (skinL - l[index]! > DARKER && excess < LEAST_RED_PER_DARK * (skinL - l[index]!)) pigmented += 1;
  });
  const area = Math.max(1, countOf(mask));
  return {
    redness: meanOf(redness),
    pale_fraction: pale / area,
    charred_fraction: charred / area,
    pigmented_fraction: pigmented / area,
    mottling: deviationOf(lightness),
  };
}
