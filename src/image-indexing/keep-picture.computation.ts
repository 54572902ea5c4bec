import { defineComputation } from '../compute/index.js';

/** A picture as the index keeps it, made in a compute child. */
export const keepPictureComputation = defineComputation(
  import.meta.url,
  'keepPictureComputation',
  async ({ path, maximumPixels }: { path: string; maximumPixels: number }): Promise<Uint8Array> => {
    const { smallPictureOf } = await import('./embedding/small-picture.js');
    return smallPictureOf(path, maximumPixels);
  },
);
