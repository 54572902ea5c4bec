import type { InferenceSession } from 'onnxruntime-node';
import { toTensor } from '../serving/normalise.js';
import { openSession } from '../serving/onnx-session.js';
import { unavailable } from '../serving/unavailable.js';
import type { ManifestEntry } from './manifest.js';
import { softmax } from './softmax.js';
import type { VisionModel } from './vision-model.js';

/**
 * Opens a model of the manifest, once in a process. Runs in a compute child only: a run blocks its thread.
 *
 * @throws Failure `model_unavailable` when its file is away, is another one than the manifest says, or cannot be loaded
 */
export async function openOnnxModel(directory: string, entry: ManifestEntry): Promise<VisionModel> {
  const session = await openSession(directory, entry);
  const { name, version, sha256, input, malignant, threshold } = entry;
  return {
    name: { name, version, kind: 'onnx', weights_sha256: sha256 },
    input,
    malignant,
    threshold,
    classify: (rgb) => classify(session, entry, rgb),
  };
}

async function classify(
  session: InferenceSession,
  { name, input, labels, output }: ManifestEntry,
  rgb: Uint8Array,
): Promise<Record<string, number>> {
  const { Tensor } = await import('onnxruntime-node');
  const { width, height, layout } = input;
  const shape = layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3];
  const tensor = new Tensor('float32', toTensor(rgb, input), shape);
  const answers = await session.run({ [session.inputNames[0]!]: tensor }).catch((error: unknown) => {
    throw unavailable(`The model ${name} does not take the input that models.json says.`, error);
  });
  const values = [...(answers[session.outputNames[0]!]!.data as Float32Array)];
  if (values.length !== labels.length || !values.every(Number.isFinite))
    throw unavailable(`The model ${name} gives ${values.length} numbers for ${labels.length} labels.`);
  const probabilities = output === 'scores' ? softmax(values) : values;
  return Object.fromEntries(labels.map((label, at) => [label, probabilities[at]!]));
}
