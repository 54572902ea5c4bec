import { type DecodedImage, encodePng } from '../../images/index.js';
import { round } from '../dermoscopy/shape.js';
import { type PhotographOrder, readPhotograph } from '../photograph.js';
import { deviationOf, meanOf, quantile } from '../raster/plane.js';
import type { SkinWarning } from '../warnings.js';
import {
  type HISTOPATHOLOGY_STEPS,
  type HistopathologyMeasurements,
  NUCLEI_COUNTER,
  type NucleiStatistics,
  type StainMeasures,
} from './histopathology.js';
import { circularityOf, type CountedNuclei, findNuclei } from './nuclei.js';
import { estimateStains, judgeStaining, type OpticalDensity, opticalDensity, separate } from './stains.js';
import type { Vector } from './vectors.js';

export interface SectionOrder extends PhotographOrder {
  tissue: string | null;
  /** Of the upload; null when the scale is not known. */
  micronsPerPixel: number | null;
}

export interface SectionContext {
  progress?: (update: { step: (typeof HISTOPATHOLOGY_STEPS)[number]; words: string }) => void;
  keep?: (name: string, body: Uint8Array) => void;
}

/** Staining is H&E when its stains are found near the reference, explain the tissue, and enough of it is pink to blue. */
const MOST_UNEXPLAINED = 0.2;
const LEAST_IN_HUE = 0.8;
const LEAST_TISSUE = 0.02;

const SECTION_DISCLAIMER =
  'These are measurements of a picture by a program, not a pathological finding. A pathologist must judge the section.';

const NOT_H_AND_E: SkinWarning = {
  code: 'not_h_and_e',
  words:
    'The picture does not look like a section stained with hematoxylin and eosin; the numbers mean little.',
  what_to_retake: 'Send a field of an H&E section at 10× to 40×, in even white light.',
};

/**
 * Measures a picture of an H&E section: tissue, stains, nuclei.
 *
 * @throws Failure `unreadable`, `unsupported`, `too_large` or `bad_input`, with a sentence for the client
 */
export async function measureSection(
  order: SectionOrder,
  { progress, keep }: SectionContext = {},
): Promise<HistopathologyMeasurements> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, view, warnings } = await readPhotograph(order);
  progress?.({ step: 'separate', words: 'Separating the stains' });
  const density = opticalDensity(image);
  const stains = estimateStains(density);
  const { hematoxylin, eosin, rest } = separate(density, stains);
  const isHAndE = stains.source === 'estimated' && isStainedHAndE(density, rest);
  progress?.({ step: 'count', words: 'Counting nuclei' });
  const counted = findNuclei(hematoxylin, image.width, image.height, density.tissue);
  progress?.({ step: 'report', words: 'Drawing the overlay' });
  if (keep) keep('overlay.png', await encodePng(drawRims(image, counted)));
  return {
    image: view,
    tissue: order.tissue,
    tissue_fraction: round(density.tissuePixels / density.tissue.length, 4),
    is_h_and_e: isHAndE,
    nuclei: describeNuclei(counted, density, image.scale, order.micronsPerPixel),
    stains: {
      hematoxylin: describeStain(hematoxylin, density, stains.hematoxylin),
      eosin: describeStain(eosin, density, stains.eosin),
      source: stains.source,
    },
    models: [{ ...NUCLEI_COUNTER }],
    warnings: [...warnings.filter(({ code }) => code !== 'too_bright'), ...(isHAndE ? [] : [NOT_H_AND_E])],
    disclaimer: SECTION_DISCLAIMER,
  };
}

function isStainedHAndE(density: OpticalDensity, rest: Float32Array): boolean {
  const { unexplained, inHue } = judgeStaining(density, rest);
  const tissue = density.tissuePixels / density.tissue.length;
  return tissue >= LEAST_TISSUE && unexplained <= MOST_UNEXPLAINED && inHue >= LEAST_IN_HUE;
}

function describeNuclei(
  { nuclei }: CountedNuclei,
  { tissuePixels }: OpticalDensity,
  scale: number,
  micronsPerPixel: number | null,
): NucleiStatistics {
  const areas = nuclei.map(({ area }) => area * scale ** 2);
  const squareMicrons = micronsPerPixel === null ? null : micronsPerPixel ** 2;
  const tissueArea = squareMicrons === null ? 0 : (tissuePixels * scale ** 2 * squareMicrons) / 1_000_000;
  const some = (value: number, digits: number): number | null =>
    nuclei.length === 0 ? null : round(value, digits);
  return {
    count: nuclei.length,
    density_per_mm2: tissueArea > 0 ? round(nuclei.length / tissueArea, 1) : null,
    mean_area_px: some(meanOf(areas), 1),
    median_area_px: some(quantile(areas, 0.5), 1),
    area_variation: some(deviationOf(areas) / meanOf(areas), 3),
    mean_area_um2: squareMicrons === null ? null : some(meanOf(areas) * squareMicrons, 1),
    mean_circularity: some(meanOf(nuclei.map(circularityOf)), 3),
    mean_eccentricity: some(meanOf(nuclei.map(({ eccentricity }) => eccentricity)), 3),
  };
}

function describeStain(plane: Float32Array, { tissue }: OpticalDensity, vector: Vector): StainMeasures {
  const inTissue = plane.filter((_, index) => tissue[index] === 1);
  return {
    mean_density: round(meanOf(inTissue), 3),
    strong_density: round(quantile(inTissue, 0.99), 3),
    vector: vector.map((value) => round(value, 3)) as Vector,
  };
}

const RIM_COLOR = [0, 229, 168];

function drawRims(image: DecodedImage, { labels }: CountedNuclei): DecodedImage {
  const data = Uint8Array.from(image.data);
  labels.forEach((label, index) => {
    if (label === 0) return;
    const isRim = [index - 1, index + 1, index - image.width, index + image.width].some(
      (neighbour) => labels[neighbour] !== label,
    );
    if (isRim) data.set(RIM_COLOR, 3 * index);
  });
  return { ...image, data };
}
