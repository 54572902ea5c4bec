import { defineJob, QUEUES } from '../jobs/index.js';
import { CLASSIFY_STEPS } from './classification/classification.js';
import { BinaryResultView } from './skin-analysis.dto.js';
import { BodyImageInput } from './skin-image.input.js';

export class BinaryClassifyInput extends BodyImageInput {}

/** Tells benign from malignant. */
export const binaryClassify = defineJob({
  name: 'binary-classify',
  queue: QUEUES.analysis,
  input: BinaryClassifyInput,
  result: BinaryResultView,
  steps: CLASSIFY_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 5_000,
});
