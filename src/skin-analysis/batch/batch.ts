import type { FullClassification } from '../classification/classification.js';
import type { ModelName } from '../model-name.js';
import type { SkinWarning } from '../warnings.js';

export const MOST_IMAGES = 50;

/** One image of a batch: its result, or why there is none. */
export type BatchImage = {
  /** Position in the form, from 0. */
  index: number;
  /** Position of its file name among those of the form. */
  filename_index: number;
  filename: string;
  body_location: string | null;
} & (
  | { status: 'ok'; result: FullClassification }
  | { status: 'failed'; error: string; failure_class: string; advice: string }
);

export interface BatchSummary {
  images: number;
  ok: number;
  failed: number;
  malignant: number;
  /** Index of the image to look at first; null when none could be analysed. */
  worst: number | null;
}

export interface BatchResult {
  images: BatchImage[];
  /** Indexes of the analysed images, worst first. */
  ranking: number[];
  summary: BatchSummary;
  models: ModelName[];
  warnings: SkinWarning[];
  disclaimer: string;
}
