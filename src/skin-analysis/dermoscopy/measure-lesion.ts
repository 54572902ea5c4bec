import { type DecodedImage, reduce } from '../../images/index.js';
import { type LabColor, type LabImage, toLab } from '../raster/lab.js';
import { countOf, type Mask, maskOf } from '../raster/mask.js';
import { type Point, simplify, traceOutline } from '../raster/outline.js';
import { measureAsymmetry } from './asymmetry.js';
import { measureBorder } from './border.js';
import { measureColors } from './colors.js';
import type { AbcdScores, LesionMeasures } from './dermoscopy.js';
import { segmentLesion } from './segment-lesion.js';
import { measureShape, round } from './shape.js';

/** A lesion found in an image, at the size at which it is measured. */
export interface FoundLesion {
  lab: LabImage;
  rgb: Uint8Array;
  mask: Mask;
  /** What the lens shows. */
  view: Mask;
  skin: LabColor;
  contrast: number;
  outline: Point[];
  /** Pixels of the upload per pixel here. */
  scale: number;
}

/** Long side at which a lesion is found and measured; the thresholds belong to it. */
const WORKING_SIDE = 256;
/** Greatest distance of the given polygon to the outline, in pixels of that size. */
const POLYGON_TOLERANCE = 0.4;
/** Radius of the disc that stands for a lesion, as a share of the short side. */
const MIDDLE = 0.3;
/** A lesion with this share of its outline on the edge is cut off. */
const CUT_OFF = 0.04;

/** Finds the lesion of an image; null when nothing stands out from the skin. */
export async function findLesion(image: DecodedImage): Promise<FoundLesion | null> {
  const small = await reduce(image, WORKING_SIDE);
  const lab = toLab(small);
  const lesion = segmentLesion(lab);
  if (!lesion) return null;
  const scale = image.original.width / small.width;
  return { ...lesion, lab, rgb: small.data, outline: traceOutline(lesion.mask), scale };
}

/** A disc in the middle of the image in place of a lesion, for judgements that need some place. */
export async function takeMiddle(image: DecodedImage): Promise<FoundLesion> {
  const small = await reduce(image, WORKING_SIDE);
  const { width, height } = small;
  const radius = MIDDLE * Math.min(width, height);
  const isInside = (index: number): boolean =>
    Math.hypot((index % width) - width / 2, Math.floor(index / width) - height / 2) <= radius;
  const lab = toLab(small);
  const mask = maskOf(width, height, isInside);
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    lab,
    rgb: small.data,
    mask,
    view: maskOf(width, height, () => true),
    skin: [mean(lab.l), mean(lab.a), mean(lab.b)],
    contrast: 0,
    outline: traceOutline(mask),
    scale: image.original.width / width,
  };
}

/** Size and form of a lesion, in pixels of the upload. */
export function describeLesion(
  lesion: FoundLesion | null,
  pixelsPerMillimeter: number | null,
): LesionMeasures {
  if (!lesion) return { ...NO_LESION };
  const { outline, scale, mask, view, contrast } = lesion;
  return {
    found: true,
    polygon: simplify(outline, POLYGON_TOLERANCE).map(([x, y]) => [round(x * scale, 1), round(y * scale, 1)]),
    ...measureShape(outline, scale, pixelsPerMillimeter),
    area_fraction: round(countOf(mask) / countOf(view), 4),
    contrast: round(contrast, 1),
    cut_off: isCutOff(outline, mask),
  };
}

/** A, B and C of Stolz's rule. */
export function scoreLesion({ lab, rgb, mask, skin }: FoundLesion): AbcdScores {
  const { score: asymmetry, ...asymmetryDetails } = measureAsymmetry(lab, mask);
  const { score: border, ...borderDetails } = measureBorder(lab, mask, skin);
  const { score: color, colors } = measureColors(lab, rgb, mask, skin);
  const pair = ([first, second]: [number, number], digits: number): [number, number] => [
    round(first, digits),
    round(second, digits),
  ];
  return {
    asymmetry,
    border,
    color,
    differential_structure: null,
    tds: null,
    tds_without_structure: round(1.3 * asymmetry + 0.1 * border + 0.5 * color, 2),
    colors: colors.map((share) => ({ ...share, fraction: round(share.fraction, 3) })),
    asymmetry_details: {
      axis_degrees: asymmetryDetails.axis_degrees,
      shape: pair(asymmetryDetails.shape, 3),
      color: pair(asymmetryDetails.color, 1),
    },
    border_details: { steepness: borderDetails.steepness.map((value) => round(value, 2)) },
  };
}

const NO_LESION: LesionMeasures = {
  found: false,
  polygon: [],
  area_px: 0,
  area_fraction: 0,
  perimeter_px: 0,
  diameter_px: 0,
  diameter_mm: null,
  area_mm2: null,
  compactness: 0,
  contrast: 0,
  cut_off: false,
};

function isCutOff(outline: readonly Point[], { width, height }: Mask): boolean {
  const onEdge = outline.filter(([x, y]) => Math.min(x, y, width - x, height - y) < 1);
  return onEdge.length > CUT_OFF * outline.length;
}
