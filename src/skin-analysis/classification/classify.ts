import { LESION_MEASURER } from '../dermoscopy/dermoscopy.js';
import { DISCLAIMER, type PhotographOrder, readPhotograph } from '../photograph.js';
import type { BinaryClassification, CLASSIFY_STEPS, FullClassification } from './classification.js';
import { abcdOf, judgeLesion } from './judge-lesion.js';
import type { Person } from './logistic-head.js';

export interface ClassifyContext {
  progress?: (update: { step: (typeof CLASSIFY_STEPS)[number]; words: string }) => void;
}

/**
 * Tells benign from malignant by the embedded baseline.
 *
 * @throws Failure `unreadable`, `too_large` or `bad_input`, with a sentence for the client
 */
export async function classifyBinary(
  order: PhotographOrder,
  { progress }: ClassifyContext = {},
): Promise<BinaryClassification> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, warnings } = await readPhotograph(order);
  progress?.({ step: 'classify', words: 'Judging the lesion' });
  const judged = await judgeLesion(image);
  return {
    ...judged.judgement,
    models: [judged.model],
    warnings: [...warnings, ...judged.warnings],
    disclaimer: DISCLAIMER,
  };
}

export interface FullOrder extends PhotographOrder {
  person: Person;
}

/**
 * Classes, measurements, and what moved the judgement.
 *
 * @throws Failure `unreadable`, `too_large` or `bad_input`, with a sentence for the client
 */
export async function classifyFully(
  order: FullOrder,
  { progress }: ClassifyContext = {},
): Promise<FullClassification> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, view, warnings } = await readPhotograph(order);
  progress?.({ step: 'classify', words: 'Judging the lesion' });
  const judged = await judgeLesion(image, order.person);
  progress?.({ step: 'report', words: 'Measuring the lesion' });
  const { probability_malignant: melanoma } = judged.judgement;
  return {
    classes: [
      { label: 'melanoma', probability: melanoma },
      { label: 'nevus', probability: Number((1 - melanoma).toFixed(4)) },
    ].sort((a, b) => b.probability - a.probability),
    binary: judged.judgement,
    dermoscopy: { image: view, lesion: judged.lesion, abcd: abcdOf(judged) },
    contributions: { image: null, features: rounded(judged.features), metadata: rounded(judged.metadata) },
    models: [judged.model, { ...LESION_MEASURER }],
    warnings: [...warnings, ...judged.warnings],
    disclaimer: DISCLAIMER,
  };
}

function rounded(shares: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Number(share.toFixed(4))]));
}
