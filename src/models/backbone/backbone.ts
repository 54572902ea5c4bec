import { fileURLToPath } from 'node:url';
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from '../serving/create-session.js';

/** The networks, and how many features each gives. */
export const TOWERS = { objects: 1280, shoes: 1152, cups: 1152, chairs: 1152 } as const;
export type Tower = keyof typeof TOWERS;

/** Sides of the squares that the networks see, in pixels: the objects' the large one, the others the small one. */
export const BACKBONE_SIDES = { large: 224, small: 160 } as const;

/** The same picture in both sizes, three bytes a pixel. */
export type BackboneSquares = Record<keyof typeof BACKBONE_SIDES, Uint8Array>;

/** Features of the picture, then those of its mirror image. */
type TwoViews = Record<Tower, Float32Array>;

const MODEL = fileURLToPath(new URL('./objectron.onnx', import.meta.url));

let session: Promise<InferenceSession> | undefined;

/**
 * Features of a picture and of its mirror image by networks without what they were trained for, see docs/models/image-embedding.md.
 * Loaded once in a process; runs in a compute child only, because a run blocks its thread.
 *
 * @returns by network twice as many numbers as it has features
 */
export async function backboneFeatures({ large, small }: BackboneSquares): Promise<TwoViews> {
  const { Tensor } = await import('onnxruntime-node');
  const loaded = await (session ??= createSession(MODEL));
  const views = (rgb: Uint8Array, side: number) =>
    new Tensor('uint8', withMirrorImage(rgb, side), [2, 3, side, side]);
  const answers = await loaded.run({
    square_224: views(large, BACKBONE_SIDES.large),
    square_160: views(small, BACKBONE_SIDES.small),
  });
  const of = (tower: Tower): Float32Array => answers[tower]!.data as Float32Array;
  return { objects: of('objects'), shoes: of('shoes'), cups: of('cups'), chairs: of('chairs') };
}

/** A picture and the same with left and right exchanged, each channel by channel. */
function withMirrorImage(rgb: Uint8Array, side: number): Uint8Array {
  const area = side * side;
  const values = new Uint8Array(6 * area);
  for (let channel = 0; channel < 3; channel++)
    for (let y = 0; y < side; y++) {
      const row = channel * area + y * side;
      const mirrored = 3 * area + row + side - 1;
      for (let x = 0; x < side; x++) {
        const value = rgb[3 * (y * side + x) + channel]!;
        values[row + x] = value;
        values[mirrored - x] = value;
      }
    }
  return values;
}
