import type { Asymmetry } from '../dermoscopy/asymmetry.js';
import { areaOf, convexHull, perimeterOf, type Point } from '../raster/outline.js';
import { meanOf } from '../raster/plane.js';
import type { LesionFeatures } from './lesion-patch.js';

/** Rays on which the outline's distance from its middle is measured. */
const RAYS = 64;
/** Waves around the outline, from coarse to fine. */
const WAVES = [
  [5, 8],
  [9, 16],
] as const;

/** How uneven the outline is. */
export function formFeatures(outline: readonly Point[], { shape }: Asymmetry): LesionFeatures {
  const perimeter = perimeterOf(outline);
  const hull = convexHull(outline);
  return {
    form_asymmetry: meanOf(shape),
    form_compactness: Math.log(perimeter ** 2 / (4 * Math.PI * areaOf(outline))),
    form_solidity: areaOf(outline) / areaOf(hull),
    form_convexity: perimeterOf(hull) / perimeter,
    ...waveFeatures(outline),
  };
}

/** Strength of waves of the outline: amplitudes of the Fourier series of its radius, as a share of the mean radius. */
function waveFeatures(outline: readonly Point[]): LesionFeatures {
  const radii = radiiOf(outline);
  const mean = meanOf(radii);
  const amplitude = (count: number): number => {
    let [cos, sin] = [0, 0];
    radii.forEach((radius, ray) => {
      cos += radius * Math.cos((2 * Math.PI * count * ray) / RAYS);
      sin += radius * Math.sin((2 * Math.PI * count * ray) / RAYS);
    });
    return (2 * Math.hypot(cos, sin)) / RAYS;
  };
  return Object.fromEntries(
    WAVES.map(([first, last]) => {
      const counts = Array.from({ length: last - first + 1 }, (_, at) => first + at);
      return [`form_waves_${first}`, Math.log(0.01 + Math.hypot(...counts.map(amplitude)) / mean)];
    }),
  );
}

/** For each ray the farthest point of the outline; a ray that meets none has the length of the one before. */
function radiiOf(outline: readonly Point[]): number[] {
  const [centerX, centerY] = centroidOf(outline);
  const radii = new Array<number>(RAYS).fill(0);
  for (const [x, y] of outline) {
    const turn = (Math.atan2(y - centerY, x - centerX) + Math.PI) / (2 * Math.PI);
    const ray = Math.floor(turn * RAYS) % RAYS;
    radii[ray] = Math.max(radii[ray]!, Math.hypot(x - centerX, y - centerY));
  }
  const usual = Math.sqrt(areaOf(outline) / Math.PI);
  radii.forEach((radius, ray) => {
    if (radius === 0) radii[ray] = radii.at(ray - 1)! || usual;
  });
  return radii;
}

/** Centre of the area that a closed line encloses. */
function centroidOf(outline: readonly Point[]): Point {
  let [x, y, twice] = [0, 0, 0];
  outline.forEach(([x1, y1], at) => {
    const [x2, y2] = outline[(at + 1) % outline.length]!;
    const cross = x1 * y2 - x2 * y1;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
    twice += cross;
  });
  return [x / (3 * twice), y / (3 * twice)];
}
