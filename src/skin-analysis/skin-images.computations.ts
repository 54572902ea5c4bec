import { defineComputation } from '../compute/computation/index.js';
import type { BinaryOrder, FullOrder } from './classification/classify.js';
import type { DermoscopyOrder } from './dermoscopy/measure-dermoscopy.js';
import type { SectionOrder } from './histopathology/measure-section.js';
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
  async (order: BinaryOrder, context) => {
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

/** Tells the depth of a burn in a compute child. */
export const burnComputation = defineComputation(
  import.meta.url,
  'burnComputation',
  async (order: PhotographOrder, context) => {
    const { classifyBurn } = await import('./burn/classify-burn.js');
    return classifyBurn(order, context);
  },
);

/** Measures a section in a compute child. */
export const histopathologyComputation = defineComputation(
  import.meta.url,
  'histopathologyComputation',
  async (order: SectionOrder, context) => {
    const { measureSection } = await import('./histopathology/measure-section.js');
    return measureSection(order, context);
  },
);
