import type { EmbedderName } from './embedding-model.js';
import { featuresOf, type Squares } from './features.js';
import { project } from './projection.js';

/** The embedder that the program brings along; its hash is that of the backbone's and the projection's bytes. */
export const EMBEDDED_EMBEDDER: EmbedderName = {
  name: 'assay-image-embedding',
  version: '3',
  kind: 'embedded',
  weights_sha256: '0cc85cd894b28d0a3987f363edb1b37c82c1585a16dc5851f9b24c71fba46698',
};

/** The embeddings of pictures, one after the other: on a processor one call for several is not faster. */
export async function embedSquares(pictures: readonly Squares[]): Promise<Float32Array[]> {
  const embeddings: Float32Array[] = [];
  for (const picture of pictures) embeddings.push(project(await featuresOf(picture)));
  return embeddings;
}
