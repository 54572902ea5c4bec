import { measureAsymmetry } from '../dermoscopy/asymmetry.js';
import { measureBorder } from '../dermoscopy/border.js';
import { LESION_COLORS, nameColor } from '../dermoscopy/colors.js';
import type { FoundLesion } from '../dermoscopy/measure-lesion.js';
import { type LabColor, type LabImage } from '../raster/lab.js';
import { countOf, invert, type Mask, squaredDistances } from '../raster/mask.js';
import { areaOf, convexHull, perimeterOf } from '../raster/outline.js';
import { boxBlur, deviationOf, meanOf, quantiles } from '../raster/plane.js';
import { coreOf, type LesionPatch } from './lesion-patch.js';

/** Numbers that describe a lesion, by name; none depends on its size in the picture. */
export type LesionFeatures = Record<string, number>;

/** Describes colour, variety, form and texture of a lesion, the colour in relation to the skin around it. */
export function describeFeatures(patch: LesionPatch, lesion: FoundLesion): LesionFeatures {
  const core = coreOf(patch.mask, 3);
  const inside = relativeColors(patch.lab, core, patch.skin);
  return {
    ...colorFeatures(inside),
    ...nameFeatures(patch, core),
    ...varietyFeatures(patch, core),
    ...formFeatures(patch, lesion),
    ...textureFeatures(patch, core),
  };
}

/** Colours in relation to the skin: lightness as a share, a and b as differences. */
interface RelativeColors {
  l: number[];
  a: number[];
  b: number[];
}

function relativeColors(
  { l, a, b }: LabImage,
  { bits }: Mask,
  [skinL, skinA, skinB]: LabColor,
): RelativeColors {
  const colors: RelativeColors = { l: [], a: [], b: [] };
  for (let index = 0; index < bits.length; index += 1) {
    if (bits[index] === 0) continue;
    colors.l.push((100 * l[index]!) / Math.max(1, skinL));
    colors.a.push(a[index]! - skinA);
    colors.b.push(b[index]! - skinB);
  }
  return colors;
}

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

function colorFeatures(colors: RelativeColors): LesionFeatures {
  const features: LesionFeatures = {};
  for (const [axis, values] of Object.entries(colors)) {
    const found = quantiles(values, QUANTILES);
    QUANTILES.forEach((share, index) => (features[`color_${axis}_q${100 * share}`] = found[index]!));
    features[`color_${axis}_deviation`] = deviationOf(values);
  }
  return features;
}

/** Shares of Stolz's colours and the evenness of their mixture (entropy in bits). */
function nameFeatures({ lab, skin }: LesionPatch, { bits }: Mask): LesionFeatures {
  const counts = new Map<string, number>(LESION_COLORS.map((name) => [name, 0]));
  let area = 0;
  bits.forEach((bit, index) => {
    if (bit === 0) return;
    const name = nameColor([lab.l[index]!, lab.a[index]!, lab.b[index]!], skin);
    counts.set(name, counts.get(name)! + 1);
    area += 1;
  });
  const shares = [...counts].map(([name, count]) => [name, count / area] as const);
  const entropy = shares.reduce((sum, [, share]) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);
  return {
    ...Object.fromEntries(shares.map(([name, share]) => [`named_${name}`, Math.sqrt(share)])),
    named_entropy: entropy,
    mixture_entropy: mixtureEntropy(lab, bits),
  };
}

/** Entropy in bits of the colours in steps of 8 in L*a*b*. */
function mixtureEntropy({ l, a, b }: LabImage, bits: Uint8Array): number {
  const counts = new Map<number, number>();
  let area = 0;
  bits.forEach((bit, index) => {
    if (bit === 0) return;
    const step = (value: number): number => Math.floor((value + 128) / 8);
    const key = (step(l[index]!) * 64 + step(a[index]!)) * 64 + step(b[index]!);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    area += 1;
  });
  return [...counts.values()].reduce((sum, count) => sum - (count / area) * Math.log2(count / area), 0);
}

/** How colour differs between rings from the outline inwards, and between sectors. */
function varietyFeatures({ lab, mask }: LesionPatch, core: Mask): LesionFeatures {
  const depth = squaredDistances(invert(mask));
  const deepest = Math.sqrt(depth.reduce((most, value) => Math.max(most, value), 1));
  const [centerX, centerY] = centerOf(core);
  const rings = emptyGroups(3);
  const sectors = emptyGroups(8);
  core.bits.forEach((bit, index) => {
    if (bit === 0) return;
    const color = [lab.l[index]!, lab.a[index]!, lab.b[index]!] as const;
    const ring = Math.min(2, Math.floor((3 * Math.sqrt(depth[index]!)) / deepest));
    const angle = Math.atan2(Math.floor(index / mask.width) - centerY, (index % mask.width) - centerX);
    const sector = Math.floor(((angle + 2 * Math.PI) / (2 * Math.PI)) * 8) % 8;
    for (const axis of [0, 1, 2] as const) {
      rings[ring]![axis].push(color[axis]);
      sectors[sector]![axis].push(color[axis]);
    }
  });
  const features: LesionFeatures = {};
  ['l', 'a', 'b'].forEach((name, axis) => {
    const means = (groups: number[][][]): number[] =>
      groups.filter((group) => group[axis]!.length > 0).map((group) => meanOf(group[axis]!));
    features[`sectors_${name}`] = deviationOf(means(sectors));
    features[`rings_${name}`] = means(rings).at(-1)! - means(rings)[0]!;
  });
  return features;
}

const emptyGroups = (count: number): [number[], number[], number[]][] =>
  Array.from({ length: count }, () => [[], [], []]);

function formFeatures({ lab, mask, skin }: LesionPatch, { outline }: FoundLesion): LesionFeatures {
  const asymmetry = measureAsymmetry(lab, mask);
  const { steepness } = measureBorder(lab, mask, skin);
  const perimeter = perimeterOf(outline);
  const hull = convexHull(outline);
  return {
    form_asymmetry: meanOf(asymmetry.shape),
    form_color_asymmetry: meanOf(asymmetry.color),
    form_compactness: Math.log(perimeter ** 2 / (4 * Math.PI * areaOf(outline))),
    form_solidity: areaOf(outline) / areaOf(hull),
    form_convexity: perimeterOf(hull) / perimeter,
    form_steepness: meanOf(steepness),
    form_steepness_deviation: deviationOf(steepness),
  };
}

/** Radii between which structures are measured, in pixels of the patch. */
const BANDS = [0, 1, 2, 4, 8, 16];

/** Strength of structures by size, in lightness and yellow-blue, and how it differs from place to place. */
function textureFeatures({ lab, mask }: LesionPatch, core: Mask): LesionFeatures {
  const { width, height } = mask;
  const features: LesionFeatures = {};
  for (const name of ['l', 'b'] as const) {
    const layers = BANDS.map((radius) => boxBlur({ width, height, values: lab[name] }, radius).values);
    for (let band = 0; band + 1 < layers.length; band += 1) {
      const details: number[] = [];
      core.bits.forEach((bit, index) => {
        if (bit === 1) details.push(Math.abs(layers[band]![index]! - layers[band + 1]![index]!));
      });
      const mean = meanOf(details);
      features[`texture_${name}_${BANDS[band + 1]}`] = Math.log(0.05 + mean);
      features[`texture_${name}_${BANDS[band + 1]}_variety`] = deviationOf(details) / (0.05 + mean);
    }
  }
  return features;
}

function centerOf({ width, bits }: Mask): [number, number] {
  let [x, y] = [0, 0];
  bits.forEach((bit, index) => {
    if (bit === 0) return;
    x += index % width;
    y += Math.floor(index / width);
  });
  const area = Math.max(1, countOf({ width, height: bits.length / width, bits }));
  return [x / area, y / area];
}
