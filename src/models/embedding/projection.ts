import { readFileSync } from 'node:fs';
import { EMBEDDING_LENGTH } from './embedding-model.js';
import { FEATURE_LENGTH } from './features.js';
import { normalize } from './normalize.js';

interface Projection {
  mean: Float32Array;
  scales: Float32Array;
  /** Row after row, one row a number of the embedding. */
  weights: Int8Array;
}

let projection: Projection | undefined;

/**
 * Projects features to an embedding of length one: centred, weighted by how little each direction varies within a kind of
 * product and between views of one, and reduced to the directions in which products differ most. Fitted by `tools/fit-embedding.mjs`.
 */
export function project(features: Float32Array): Float32Array {
  const { mean, scales, weights } = (projection ??= load());
  const centred = features.map((value, index) => value - mean[index]!);
  const embedding = new Float32Array(EMBEDDING_LENGTH);
  for (let row = 0; row < EMBEDDING_LENGTH; row += 4)
    embedding.set(fourProducts(weights, row * FEATURE_LENGTH, centred), row);
  return normalize(embedding.map((sum, row) => sum * scales[row]!));
}

/** Scalar products of four rows with the features: at once it takes half the time of one after the other. */
function fourProducts(weights: Int8Array, from: number, features: Float32Array): number[] {
  const { length } = features;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let column = 0; column < length; column++) {
    const value = features[column]!;
    const place = from + column;
    a += weights[place]! * value;
    b += weights[place + length]! * value;
    c += weights[place + 2 * length]! * value;
    d += weights[place + 3 * length]! * value;
  }
  return [a, b, c, d];
}

function load(): Projection {
  const bytes = readFileSync(new URL('./projection.bin', import.meta.url));
  const floats = (offset: number, length: number): Float32Array =>
    new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + 4 * length)).buffer);
  const scalesAt = 4 * FEATURE_LENGTH;
  const weightsAt = scalesAt + 4 * EMBEDDING_LENGTH;
  return {
    mean: floats(0, FEATURE_LENGTH),
    scales: floats(scalesAt, EMBEDDING_LENGTH),
    weights: new Int8Array(Uint8Array.from(bytes.subarray(weightsAt)).buffer),
  };
}
