import { defineComputation } from '../compute/index.js';
import type { EmbedderName, EmbeddingSettings } from '../models/embedding/index.js';
import { Failure, type FailureClass } from '../platform/failure.js';

export interface EmbedImagesOrder {
  paths: readonly string[];
  maximumPixels: number;
  model: EmbeddingSettings;
}

/** What became of one picture: its embedding, or why it has none. */
export type EmbeddedImage =
  { vector: Float32Array; failure?: undefined } | { failure: { class: FailureClass; message: string } };

/** The embeddings of images in a compute child, by one call of the model, which is loaded there and stays warm. */
export const embedImagesComputation = defineComputation(
  import.meta.url,
  'embedImagesComputation',
  async ({ paths, maximumPixels, model }: EmbedImagesOrder) => {
    const { openEmbedder } = await import('./embedding/open-embedder.js');
    const embedder = await openEmbedder(model);
    const looks = await Promise.all(paths.map((path) => settle(embedder.look(path, maximumPixels))));
    const readable = looks.flatMap((look) => ('value' in look ? [look.value] : []));
    const vectors = readable.length === 0 ? [] : await embedder.embed(readable);
    const images = looks.map((look) => ('value' in look ? { vector: vectors.shift()! } : look));
    return { embedder: embedder.name, images } satisfies { embedder: EmbedderName; images: EmbeddedImage[] };
  },
);

/** A damaged picture must not take the others of its call along. */
async function settle<Look>(look: Promise<Look>) {
  try {
    return { value: await look };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: { class: error.failureClass, message: error.message } };
  }
}
