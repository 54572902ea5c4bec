import { defineComputation } from '../compute/computation/index.js';
import type { EmbedderName, EmbeddingSettings } from '../models/embedding/index.js';
import { Failure, type FailureClass } from '../platform/failure.js';

/** A stored picture to embed. */
export interface PictureOrder {
  path: string;
  /** Whether the small copy that the index keeps is wanted too. */
  keep: boolean;
}

export interface EmbedImagesOrder {
  pictures: readonly PictureOrder[];
  maximumPixels: number;
  model: EmbeddingSettings;
}

/** What became of one picture: its embedding and perhaps its small copy, or why it has none. */
export type EmbeddedImage =
  | { vector: Float32Array; small: Uint8Array | null; failure?: undefined }
  | { failure: { class: FailureClass; message: string } };

/** The embeddings of images in a compute child, by one call of the model, which is loaded there and stays warm. */
export const embedImagesComputation = defineComputation(
  import.meta.url,
  'embedImagesComputation',
  async ({ pictures, maximumPixels, model }: EmbedImagesOrder) => {
    const { openEmbedder } = await import('./embedding/open-embedder.js');
    const { decodeImage } = await import('../images/index.js');
    const { smallPictureOf } = await import('./embedding/small-picture.js');
    const embedder = await openEmbedder(model);
    const { longSide } = embedder;
    const lookAt = async ({ path, keep }: PictureOrder) => {
      // Decoding is dear: the same pixels serve the model and the copy.
      const decoded = await decodeImage(path, { longSide, maximumPixels });
      return { keep, decoded, look: await embedder.look(decoded) };
    };
    const seen = await Promise.all(pictures.map((picture) => settle(lookAt(picture))));
    const readable = seen.flatMap((one) => ('value' in one ? [one.value] : []));
    // Copies are encoded in another thread while the model computes in this one.
    const [copies, vectors] = await Promise.all([
      Promise.all(readable.map(async ({ keep, decoded }) => (keep ? smallPictureOf(decoded) : null))),
      readable.length === 0 ? [] : embedder.embed(readable.map(({ look }) => look)),
    ]);
    const images = seen.map((one) =>
      'value' in one ? { vector: vectors.shift()!, small: copies.shift() ?? null } : one,
    );
    return { embedder: embedder.name, images } satisfies { embedder: EmbedderName; images: EmbeddedImage[] };
  },
);

/** A damaged picture must not take the others of its call along. */
async function settle<Value>(
  value: Promise<Value>,
): Promise<{ value: Value } | Extract<EmbeddedImage, { failure: object }>> {
  try {
    return { value: await value };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: { class: error.failureClass, message: error.message } };
  }
}
