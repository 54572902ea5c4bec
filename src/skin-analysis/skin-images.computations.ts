import { defineComputation } from '../compute/index.js';
import type { FullOrder } from './classification/classify.js';
import type { DermoscopyOrder } from './dermoscopy/measure-dermoscopy.js';
import type { PhotographOrder } from './photograph.js';

/** Measures a lesion in a compute child; the science is imported there and then. */
export const dermoscopyComputation = defineComputation(
  import.meta.url,
  'dermoscopyComputation',
  async (order: DermoscopyOrder, context) => {
    const { measureDermoscopy } = await import('./dermoscopy/measure-dermoscopy.js');
    return measureDermoscopy(order, context);
  },
);

/** Tells benign from malignant in a compute child. */
export const binaryComputation = defineComputation(
  import.meta.url,
  'binaryComputation',
  async (order: PhotographOrder, context) => {
    const { classifyBinary } = await import('./classification/classify.js');
    return classifyBinary(order, context);
  },
);

/** Classes, measurements and contributions in a compute child. */
export const fullComputation = defineComputation(
  import.meta.url,
  'fullComputation',
  async (order: FullOrder, context) => {
    const { classifyFully } = await import('./classification/classify.js');
    return classifyFully(order, context);
  },
);
