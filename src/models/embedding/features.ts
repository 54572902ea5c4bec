import { type BackboneSquares, backboneFeatures, type Tower, TOWERS } from '../backbone/backbone.js';
import { CLASSICAL_LENGTH, describeClassically } from './classical-descriptor.js';
import { normalize } from './normalize.js';

const TOWER_NAMES = Object.keys(TOWERS) as Tower[];

/** Numbers of an image that the networks give. */
export const TOWERS_LENGTH = TOWER_NAMES.reduce((sum, tower) => sum + TOWERS[tower], 0);
/** Numbers of an image before they are projected: those of the networks, then those of the classical descriptor. */
export const FEATURE_LENGTH = TOWERS_LENGTH + CLASSICAL_LENGTH;
/** Side of the square that the classical descriptor sees. */
export const CLASSICAL_SIDE = 128;

/** The same picture in the squares that the features are taken of; bytes of red, green, blue. */
export interface Squares extends BackboneSquares {
  classical: Uint8Array;
}

/** For each network its features, summed over the picture and its mirror image, and the classical descriptor, each at length one. */
export async function featuresOf({ classical, ...squares }: Squares): Promise<Float32Array> {
  const seen = await backboneFeatures(squares);
  const features = new Float32Array(FEATURE_LENGTH);
  let offset = 0;
  for (const tower of TOWER_NAMES) {
    const length = TOWERS[tower];
    features.set(normalize(sumOfTwo(seen[tower], length).map(signedRoot)), offset);
    offset += length;
  }
  features.set(describeClassically(classical, CLASSICAL_SIDE), offset);
  return features;
}

function sumOfTwo(rows: Float32Array, length: number): Float32Array {
  return rows.subarray(0, length).map((value, index) => value + rows[length + index]!);
}

const signedRoot = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));
