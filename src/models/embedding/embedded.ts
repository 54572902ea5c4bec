import type { EmbedderName } from './embedding-model.js';
import { featuresOf, type Squares } from './features.js';
import { project } from './projection.js';

/** The embedder that the program brings along; its hash is that of the backbone's and the projection's bytes. */
export const EMBEDDED_EMBEDDER: EmbedderName = {
  name: 'assay-image-embedding',
  version: '4',
  kind: 'embedded',
  weights_sha256: '8c7b67510941068083971c24a129d0cf6fbd78a0b60861975a69d14278782d00',
};

/** The embeddings of pictures, one after the other: on a processor one call for several is not faster. */
export async function embedSquares(pictures: readonly Squares[]): Promise<Float32Array[]> {
  const embeddings: Float32Array[] = [];
  for (const picture of pictures) embeddings.push(project(await featuresOf(picture)));
  return embeddings;
}
