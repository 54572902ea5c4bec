import { defineComputation } from '../compute/index.js';
import type { DermoscopyOrder } from './dermoscopy/measure-dermoscopy.js';

/** Measures a lesion in a compute child; the science is imported there and then. */
export const dermoscopyComputation = defineComputation(
  import.meta.url,
  'dermoscopyComputation',
  async (order: DermoscopyOrder, context) => {
    const { measureDermoscopy } = await import('./dermoscopy/measure-dermoscopy.js');
    return measureDermoscopy(order, context);
  },
);
