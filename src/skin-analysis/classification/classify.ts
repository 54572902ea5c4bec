import type { VisionSettings } from '../../models/vision/index.js';
import { LESION_MEASURER } from '../dermoscopy/dermoscopy.js';
import { DISCLAIMER, type PhotographOrder, readPhotograph } from '../photograph.js';
import { askVisionModel, type VisionAnswer } from './ask-vision-model.js';
import type {
  BinaryClassification,
  CLASSIFY_STEPS,
  Contributions,
  FullClassification,
} from './classification.js';
import { abcdOf, type JudgedLesion, judgeLesion } from './judge-lesion.js';
import type { Person } from './logistic-head.js';

export interface ClassifyContext {
  progress?: (update: { step: (typeof CLASSIFY_STEPS)[number]; words: string }) => void;
}

export interface BinaryOrder extends PhotographOrder {
  vision: VisionSettings;
}

export interface FullOrder extends BinaryOrder {
  person: Person;
}

/**
 * Tells benign from malignant: by the operator's model where one is configured, else by the embedded baseline.
 *
 * @throws Failure `unreadable`, `unsupported`, `too_large`, `bad_input` or `model_unavailable`, with a sentence for the client
 */
export async function classifyBinary(
  order: BinaryOrder,
  { progress }: ClassifyContext = {},
): Promise<BinaryClassification> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, warnings } = await readPhotograph(order);
  progress?.({ step: 'classify', words: 'Judging the lesion' });
  const answer = await askVisionModel(image, order.vision, 'skin-binary');
  if (answer) return { ...answer.judgement, models: [answer.model.name], warnings, disclaimer: DISCLAIMER };
  const judged = await judgeLesion(image);
  return {
    ...judged.judgement,
    models: [judged.model],
    warnings: [...warnings, ...judged.warnings],
    disclaimer: DISCLAIMER,
  };
}

/**
 * Classes, measurements, and what moved the judgement. The classes are those of the operator's model where one is configured.
 *
 * @throws Failure `unreadable`, `unsupported`, `too_large`, `bad_input` or `model_unavailable`, with a sentence for the client
 */
export async function classifyFully(
  order: FullOrder,
  { progress }: ClassifyContext = {},
): Promise<FullClassification> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, view, warnings } = await readPhotograph(order);
  progress?.({ step: 'classify', words: 'Judging the lesion' });
  const answer = await askVisionModel(image, order.vision, 'skin-full');
  const judged = await judgeLesion(image, order.person);
  progress?.({ step: 'report', words: 'Measuring the lesion' });
  return {
    ...(answer ? ofModel(answer) : ofBaseline(judged)),
    dermoscopy: { image: view, lesion: judged.lesion, abcd: abcdOf(judged) },
    models: [answer ? answer.model.name : judged.model, { ...LESION_MEASURER }],
    warnings: [...warnings, ...judged.warnings],
    disclaimer: DISCLAIMER,
  };
}

type Verdict = Pick<FullClassification, 'classes' | 'binary' | 'contributions'>;

function ofModel({ probabilities, judgement }: VisionAnswer): Verdict {
  const contributions: Contributions = {
    image: logOddsOf(judgement.probability_malignant),
    features: {},
    metadata: {},
  };
  return { classes: rank(probabilities), binary: judgement, contributions };
}

function ofBaseline({ judgement, features, metadata }: JudgedLesion): Verdict {
  const melanoma = judgement.probability_malignant;
  return {
    classes: rank({ melanoma, nevus: 1 - melanoma }),
    binary: judgement,
    contributions: { image: null, features: rounded(features), metadata: rounded(metadata) },
  };
}

function rank(probabilities: Record<string, number>): FullClassification['classes'] {
  return Object.entries(probabilities)
    .map(([label, probability]) => ({ label, probability: Number(probability.toFixed(4)) }))
    .sort((a, b) => b.probability - a.probability);
}

/** Bounded, because a model may be as sure as 0 or 1. */
function logOddsOf(probability: number): number {
  const bounded = Math.min(0.9999, Math.max(0.0001, probability));
  return Number(Math.log(bounded / (1 - bounded)).toFixed(4));
}

function rounded(shares: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Number(share.toFixed(4))]));
}
