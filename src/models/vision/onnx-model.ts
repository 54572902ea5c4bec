import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { type ManifestEntry, unavailable } from './manifest.js';
import { softmax, toTensor } from './normalise.js';
import type { VisionModel } from './vision-model.js';

const loaded = new Map<string, Promise<InferenceSession>>();

/**
 * Opens a model of the manifest, once in a process. Runs in a compute child only: a run blocks its thread.
 *
 * @throws Failure `model_unavailable` when its file is away, is another one than the manifest says, or cannot be loaded
 */
export async function openOnnxModel(directory: string, entry: ManifestEntry): Promise<VisionModel> {
  const session = await sessionOf(directory, entry);
  const { name, version, sha256, input, malignant, threshold } = entry;
  return {
    name: { name, version, kind: 'onnx', weights_sha256: sha256 },
    input,
    malignant,
    threshold,
    classify: (rgb) => classify(session, entry, rgb),
  };
}

function sessionOf(directory: string, entry: ManifestEntry): Promise<InferenceSession> {
  const key = `${directory}/${entry.file}/${entry.sha256}`;
  const session = loaded.get(key) ?? load(directory, entry);
  loaded.set(key, session);
  // A file that was away may come: the next job looks again.
  session.catch(() => loaded.delete(key));
  return session;
}

async function load(directory: string, { file, name, sha256 }: ManifestEntry): Promise<InferenceSession> {
  const bytes = await readFile(join(directory, file)).catch((error: unknown) => {
    throw unavailable(`The file of the model ${name} cannot be read.`, error);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw unavailable(`The file of the model ${name} is another one than models.json says (SHA-256).`);
  const { InferenceSession } = await import('onnxruntime-node');
  try {
    return await InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw unavailable(`The model ${name} cannot be loaded.`, error);
  }
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
