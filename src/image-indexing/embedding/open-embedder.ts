import type { Pixels } from '../../images/index.js';
import {
  EMBEDDED_EMBEDDER,
  embedSquares,
  type EmbedderName,
  type EmbeddingModel,
  type EmbeddingSettings,
  openEmbeddingModel,
} from '../../models/embedding/index.js';
import { clipCropOf } from './clip-crop.js';
import { SMALL_LONG_SIDE } from './small-picture.js';
import { squaresOf } from './squares.js';

/** What makes embeddings: 512 numbers, length one. */
export interface Embedder<Look = unknown> {
  readonly name: EmbedderName;
  /** Pictures may be reduced to this long side while they are decoded; undefined: the model wants all pixels. */
  readonly longSide?: number;
  /** An upright picture as the model sees it. */
  look(picture: Pixels): Promise<Look>;
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
  // No more than is kept, so that the kept picture gives the same vector.
  longSide: SMALL_LONG_SIDE,
  look: squaresOf,
  embed: embedSquares,
  embedText: null,
};

function ofModel({ name, side, embedPictures, embedText }: EmbeddingModel): Embedder<Uint8Array> {
  return {
    name,
    look: (picture) => clipCropOf(picture, side),
    embed: embedPictures,
    embedText,
  };
}
