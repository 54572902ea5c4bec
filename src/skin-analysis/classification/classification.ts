import type { DermoscopyMeasurements } from '../dermoscopy/dermoscopy.js';
import type { ModelName } from '../model-name.js';
import type { SkinWarning } from '../warnings.js';

export const CLASSIFY_STEPS = ['decode', 'segment', 'classify', 'report'] as const;

/** Malignant or not, with the threshold it was judged by and what that threshold is worth. */
export interface BinaryJudgement {
  label: 'benign' | 'malignant';
  /** 0–1. */
  probability_malignant: number;
  threshold: number;
  operating_point: { sensitivity: number | null; specificity: number | null; measured_on: string };
}

interface ClassificationBase {
  models: ModelName[];
  warnings: SkinWarning[];
  disclaimer: string;
}

export interface BinaryClassification extends BinaryJudgement, ClassificationBase {}

/** What moved the judgement, in log-odds; positive speaks for malignant. */
export interface Contributions {
  /** Of a model that judges the whole image; null where none is configured. */
  image: number | null;
  /** Of the features by group; `base` is where the scale begins. */
  features: Record<string, number>;
  metadata: Record<string, number>;
}

export interface FullClassification extends ClassificationBase {
  /** Best first; only classes that the model's data supports. */
  classes: { label: string; probability: number }[];
  binary: BinaryJudgement;
  dermoscopy: Pick<DermoscopyMeasurements, 'image' | 'lesion' | 'abcd'>;
  contributions: Contributions;
}
