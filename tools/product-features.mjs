/** The embedded embedder's parts for the tools that fit and measure it. Needs a build. */
import { squaresOf } from '../dist/image-indexing/embedding/squares.js';
import { SMALL_LONG_SIDE } from '../dist/image-indexing/embedding/small-picture.js';
import { decodeImage } from '../dist/images/index.js';
import { embedSquares } from '../dist/models/embedding/index.js';
import { featuresOf } from '../dist/models/embedding/features.js';

/** The squares that the embedder sees of a file. */
export async function lookAt(bytes) {
  return squaresOf(await decodeImage(bytes, { longSide: SMALL_LONG_SIDE, maximumPixels: 1e8 }));
}

/** The features of a file, before they are projected. */
export async function describe(bytes) {
  return featuresOf(await lookAt(bytes));
}

export async function embed(bytes) {
  const [vector] = await embedSquares([await lookAt(bytes)]);
  return vector;
}

export function cosine(a, b) {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index] * b[index];
  return sum;
}
