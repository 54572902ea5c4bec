import { defineJob, QUEUES } from '../jobs/index.js';
import { BURN_STEPS } from './burn/burn.js';
import { BurnResultView } from './skin-analysis.dto.js';
import { BodyImageInput } from './skin-image.input.js';

export class BurnClassifyInput extends BodyImageInput {}

/** Tells the depth of a burn by rules. */
export const burnClassify = defineJob({
  name: 'burn-classify',
  queue: QUEUES.analysis,
  input: BurnClassifyInput,
  result: BurnResultView,
  steps: BURN_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 8_000,
});
