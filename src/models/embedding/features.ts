import { backboneFeatures, BACKBONE_LENGTH } from '../backbone/backbone.js';
import { CLASSICAL_LENGTH, describeClassically, normalize } from './classical-descriptor.js';

/** Numbers of an image before they are projected. */
export const FEATURE_LENGTH = BACKBONE_LENGTH + CLASSICAL_LENGTH;
/** Side of the square that the classical descriptor sees. */
export const CLASSICAL_SIDE = 128;
/** Of 0.3 to 1, what served photographs of clothing from other senders best beside the backbone. */
const CLASSICAL_WEIGHT = 0.7;

/** The same picture in the squares that the features are taken of; bytes of red, green, blue. */
export interface Squares {
  backbone: Uint8Array;
  /** Left and right exchanged. */
  mirrored: Uint8Array;
  classical: Uint8Array;
}

/** Features of the backbone, summed over the picture and its mirror image, and the classical descriptor. */
export async function featuresOf({ backbone, mirrored, classical }: Squares): Promise<Float32Array> {
  const seen = await backboneFeatures(backbone);
  const mirror = await backboneFeatures(mirrored);
  const features = new Float32Array(FEATURE_LENGTH);
  features.set(normalize(seen.map((value, index) => signedRoot(value + mirror[index]!))));
  const descriptor = describeClassically(classical, CLASSICAL_SIDE);
  features.set(
    descriptor.map((value) => CLASSICAL_WEIGHT * value),
    BACKBONE_LENGTH,
  );
  return features;
}

const signedRoot = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));
