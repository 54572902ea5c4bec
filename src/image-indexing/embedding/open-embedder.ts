import {
  EMBEDDED_EMBEDDER,
  embedSquares,
  type EmbedderName,
  type EmbeddingModel,
  type EmbeddingSettings,
  openEmbeddingModel,
} from '../../models/embedding/index.js';
import { clipCropOf } from './clip-crop.js';
import { squaresOf } from './squares.js';

/** What makes embeddings: 512 numbers, length one. */
export interface Embedder<Look = unknown> {
  readonly name: EmbedderName;
  /**
   * A picture as the model sees it.
   *
   * @throws Failure `unreadable` or `too_large`
   */
  look(image: string | Uint8Array, maximumPixels: number): Promise<Look>;
  /** The embeddings of pictures, in one call of the model. */
  embed(looks: readonly Look[]): Promise<Float32Array[]>;
  /** The embedding of a text beside those of pictures; null where the model knows no texts. */
  readonly embedText: EmbeddingModel['embedText'];
}

/**
 * The operator's model where one is configured, else the embedded one.
 *
 * @throws Failure `model_unavailable` when the configured model is away: never another model's answer
 */
export async function openEmbedder(settings: EmbeddingSettings): Promise<Embedder> {
  const model = await openEmbeddingModel(settings);
  return (model ? ofModel(model) : EMBEDDED) as Embedder;
}

const EMBEDDED: Embedder<Awaited<ReturnType<typeof squaresOf>>> = {
  name: EMBEDDED_EMBEDDER,
  look: squaresOf,
  embed: embedSquares,
  embedText: null,
};

function ofModel({ name, side, embedPictures, embedText }: EmbeddingModel): Embedder<Uint8Array> {
  return {
    name,
    look: (image, maximumPixels) => clipCropOf(image, side, maximumPixels),
    embed: embedPictures,
    embedText,
  };
}
