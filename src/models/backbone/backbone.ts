import { fileURLToPath } from 'node:url';
import type { InferenceSession } from 'onnxruntime-node';

/** Side of the square image that the networks see, in pixels. */
export const BACKBONE_SIDE = 224;
/** The networks, and how many features each gives. */
export const TOWERS = { objects: 1280, shoes: 1152, cups: 1152 } as const;
export type Tower = keyof typeof TOWERS;

const MODEL = fileURLToPath(new URL('./objectron.onnx', import.meta.url));

let session: Promise<InferenceSession> | undefined;

/**
 * Features of square images by networks without what they were trained for, see docs/models/image-embedding.md. Loaded once in a
 * process, 100 MB; runs in a compute child only, because a run blocks its thread.
 *
 * @param images each `BACKBONE_SIDE²` pixels of three bytes
 * @returns by network the features of all images, one after the other
 */
export async function backboneFeatures(images: readonly Uint8Array[]): Promise<Record<Tower, Float32Array>> {
  const { Tensor } = await import('onnxruntime-node');
  const loaded = await (session ??= load());
  const shape = [images.length, 3, BACKBONE_SIDE, BACKBONE_SIDE];
  const answers = await loaded.run({ image: new Tensor('float32', planes(images), shape) });
  const of = (tower: Tower): Float32Array => answers[tower]!.data as Float32Array;
  return { objects: of('objects'), shoes: of('shoes'), cups: of('cups') };
}

async function load(): Promise<InferenceSession> {
  const { InferenceSession } = await import('onnxruntime-node');
  return InferenceSession.create(MODEL, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
}

/** Images one after the other, in each the channels, 0–1. */
function planes(images: readonly Uint8Array[]): Float32Array {
  const area = BACKBONE_SIDE * BACKBONE_SIDE;
  const values = new Float32Array(3 * area * images.length);
  images.forEach((rgb, image) => {
    for (let pixel = 0; pixel < area; pixel++)
      for (let channel = 0; channel < 3; channel++)
        values[(3 * image + channel) * area + pixel] = rgb[3 * pixel + channel]! / 255;
  });
  return values;
}
