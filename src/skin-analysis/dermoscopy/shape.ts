import { areaOf, diameterOf, type Point, perimeterOf } from '../raster/outline.js';

/** Size and form of a lesion, in pixels of the uploaded image. */
export interface LesionShape {
  area_px: number;
  perimeter_px: number;
  /** Longest distance between two points of the outline (maximum Feret diameter). */
  diameter_px: number;
  diameter_mm: number | null;
  area_mm2: number | null;
  /** Perimeter² / (4π area): 1 for a disc, more for anything else. */
  compactness: number;
}

/** @param scale pixels of the upload per unit of the outline; @param pixelsPerMillimeter of the upload, where known */
export function measureShape(
  outline: readonly Point[],
  scale: number,
  pixelsPerMillimeter: number | null,
): LesionShape {
  const area = areaOf(outline) * scale ** 2;
  const perimeter = perimeterOf(outline) * scale;
  const diameter = diameterOf(outline) * scale;
  return {
    area_px: Math.round(area),
    perimeter_px: round(perimeter, 1),
    diameter_px: round(diameter, 1),
    diameter_mm: pixelsPerMillimeter === null ? null : round(diameter / pixelsPerMillimeter, 2),
    area_mm2: pixelsPerMillimeter === null ? null : round(area / pixelsPerMillimeter ** 2, 2),
    compactness: area === 0 ? 0 : round(perimeter ** 2 / (4 * Math.PI * area), 3),
  };
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
