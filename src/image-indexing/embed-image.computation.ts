import { defineComputation } from '../compute/index.js';

/** The embedding of an image in a compute child; the model is loaded there and stays warm. */
export const embedImageComputation = defineComputation(
  import.meta.url,
  'embedImageComputation',
  async ({ path, maximumPixels }: { path: string; maximumPixels: number }): Promise<Float32Array> => {
    const { squaresOf } = await import('./embedding/squares.js');
    const { featuresOf, project } = await import('../models/embedding/index.js');
    return project(await featuresOf(await squaresOf(path, maximumPixels)));
  },
);
