import { type DecodedImage, reduce } from '../../images/index.js';
import { segmentLesion } from '../dermoscopy/segment-lesion.js';
import { round } from '../dermoscopy/shape.js';
import { type PhotographOrder, readPhotograph } from '../photograph.js';
import { toLab } from '../raster/lab.js';
import { countOf } from '../raster/mask.js';
import {
  BURN_DEPTHS,
  BURN_RULES,
  type BURN_STEPS,
  type BurnClassification,
  type BurnDepth,
  type BurnSigns,
} from './burn.js';
import { measureSigns } from './burn-signs.js';

const WORKING_SIDE = 256;
/** A depth is named from this probability on. */
const LEAST_PROBABILITY = 0.55;
/** From this share on the place is dark rather than red, and its depth is not told. */
const MOST_PIGMENTED = 0.25;
/** A place with less redness, pallor and char than this shows no sign of a burn. */
const SLIGHT = { redness: 4, pale: 0.15, charred: 0.05 };

const BURN_DISCLAIMER =
  'These rules were set by hand from descriptions of burns and were not fitted on clinical data. They are no diagnosis and no triage: cool the burn, and have anything larger than a palm, blistered, white or charred seen by a doctor at once.';

export interface BurnContext {
  progress?: (update: { step: (typeof BURN_STEPS)[number]; words: string }) => void;
}

/**
 * Tells the depth of a burn by rules over its colours, or that there is nothing to tell.
 *
 * @throws Failure `unreadable`, `unsupported`, `too_large` or `bad_input`, with a sentence for the client
 */
export async function classifyBurn(
  order: PhotographOrder,
  { progress }: BurnContext = {},
): Promise<BurnClassification> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, view, warnings } = await readPhotograph(order);
  progress?.({ step: 'segment', words: 'Finding the burn' });
  const place = await findPlace(image);
  progress?.({ step: 'classify', words: 'Judging its depth' });
  return {
    ...judge(place),
    image: view,
    models: [{ ...BURN_RULES }],
    warnings,
    disclaimer: BURN_DISCLAIMER,
  };
}

interface Place {
  signs: BurnSigns;
  areaFraction: number;
}

/** The place that stands out from the skin around it; null when none does. */
async function findPlace(image: DecodedImage): Promise<Place | null> {
  const lab = toLab(await reduce(image, WORKING_SIDE));
  const found = segmentLesion(lab);
  if (!found) return null;
  return {
    signs: measureSigns(lab, found.mask, found.skin),
    areaFraction: countOf(found.mask) / found.mask.bits.length,
  };
}

type Judgement = Pick<BurnClassification, 'severity' | 'probabilities' | 'area_fraction' | 'signs'>;

function judge(place: Place | null): Judgement {
  if (!place || isInconspicuous(place.signs))
    return { severity: 'none_found', probabilities: null, area_fraction: 0, signs: null };
  const probabilities = depthProbabilities(place.signs);
  const likeliest = BURN_DEPTHS.reduce((best, depth) =>
    probabilities[depth] > probabilities[best] ? depth : best,
  );
  const { redness, pale_fraction, charred_fraction, pigmented_fraction, mottling } = place.signs;
  const isClear = probabilities[likeliest] >= LEAST_PROBABILITY && pigmented_fraction < MOST_PIGMENTED;
  return {
    severity: isClear ? likeliest : 'undetermined',
    probabilities,
    area_fraction: round(place.areaFraction, 4),
    signs: {
      redness: round(redness, 1),
      pale_fraction: round(pale_fraction, 3),
      charred_fraction: round(charred_fraction, 3),
      pigmented_fraction: round(pigmented_fraction, 3),
      mottling: round(mottling, 1),
    },
  };
}

function isInconspicuous({ redness, pale_fraction, charred_fraction }: BurnSigns): boolean {
  return redness < SLIGHT.redness && pale_fraction < SLIGHT.pale && charred_fraction < SLIGHT.charred;
}

/** How far a value lies above a threshold, 0 to 1, one half at the threshold. */
const above = (value: number, threshold: number, softness: number): number =>
  1 / (1 + Math.exp((threshold - value) / softness));

/**
 * Evidence for each depth, as textbooks describe them: superficial is evenly red; partial thickness is red and mottled, with pale patches or
 * blisters; full thickness is white, leathery or charred.
 */
export function depthProbabilities({
  redness,
  pale_fraction,
  charred_fraction,
  mottling,
}: Omit<BurnSigns, 'pigmented_fraction'>): Record<BurnDepth, number> {
  const red = above(redness, 6, 2);
  const uneven = above(mottling, 8, 1.5);
  const patchy = above(pale_fraction, 0.12, 0.04);
  const destroyed = Math.max(above(pale_fraction, 0.45, 0.08), above(charred_fraction, 0.15, 0.04));
  const evidence = {
    superficial: red * (1 - uneven) * (1 - patchy) * (1 - destroyed),
    partial_thickness: red * Math.max(uneven, patchy) * (1 - destroyed),
    full_thickness: destroyed,
  };
  const doubt = 0.05;
  const total = BURN_DEPTHS.reduce((sum, depth) => sum + evidence[depth] + doubt, 0);
  return Object.fromEntries(
    BURN_DEPTHS.map((depth) => [depth, round((evidence[depth] + doubt) / total, 4)]),
  ) as Record<BurnDepth, number>;
}
