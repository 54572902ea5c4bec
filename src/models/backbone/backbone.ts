import { fileURLToPath } from 'node:url';
import type { InferenceSession } from 'onnxruntime-node';

/** Side of the square image that the network sees, in pixels. */
export const BACKBONE_SIDE = 224;
/** Features that it gives of one. */
export const BACKBONE_LENGTH = 1792;

const MODEL = fileURLToPath(new URL('./mobilenet-v2-mid.onnx', import.meta.url));

let session: Promise<InferenceSession> | undefined;

/**
 * Features of a square image by a MobileNetV2 without its classifier, see docs/models/image-embedding.md. Loaded once in a
 * process, 180 MB; runs in a compute child only, because a run blocks its thread.
 *
 * @param rgb `BACKBONE_SIDE²` pixels of three bytes
 */
export async function backboneFeatures(rgb: Uint8Array): Promise<Float32Array> {
  const { Tensor } = await import('onnxruntime-node');
  const loaded = await (session ??= load());
  const shape = [1, 3, BACKBONE_SIDE, BACKBONE_SIDE];
  const { features } = await loaded.run({ input: new Tensor('float32', planes(rgb), shape) });
  return features!.data as Float32Array;
}

async function load(): Promise<InferenceSession> {
  const { InferenceSession } = await import('onnxruntime-node');
  return InferenceSession.create(MODEL, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
}

/** Channels one after the other, 0–1. */
function planes(rgb: Uint8Array): Float32Array {
  const area = BACKBONE_SIDE * BACKBONE_SIDE;
  const values = new Float32Array(3 * area);
  for (let pixel = 0; pixel < area; pixel++)
    for (let channel = 0; channel < 3; channel++)
      values[channel * area + pixel] = rgb[3 * pixel + channel]! / 255;
  return values;
}
