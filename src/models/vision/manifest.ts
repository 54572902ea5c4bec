import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../platform/failure.js';
import { IMAGENET } from './normalise.js';
import { VISION_TASKS, type VisionTask } from './vision-model.js';

const three = z.array(z.number()).length(3);
const side = z.number().int().min(1).max(2048);

/** One model of `MODELS_DIR/models.json`. */
const entrySchema = z.object({
  name: z.string().min(1),
  version: z.string().default('1'),
  /** File name beside the manifest. */
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  task: z.enum(VISION_TASKS),
  input: z.object({
    width: side,
    height: side,
    layout: z.enum(['nchw', 'nhwc']).default('nchw'),
    mean: three.default([...IMAGENET.mean]),
    std: three.default([...IMAGENET.std]),
  }),
  labels: z.array(z.string().min(1)).min(2),
  malignant: z.array(z.string().min(1)).default(['malignant']),
  threshold: z.number().min(0).max(1).default(0.5),
  /** What the model's numbers are: probabilities already, or scores. */
  output: z.enum(['probabilities', 'scores']).default('probabilities'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string().min(1),
});

export type ManifestEntry = z.infer<typeof entrySchema>;

const manifestSchema = z.object({ models: z.array(z.unknown()) });

/**
 * The operator's model for a task; null when the manifest has none.
 *
 * @throws Failure `model_unavailable` when the manifest cannot be read or is wrong
 */
export async function manifestEntry(directory: string, task: VisionTask): Promise<ManifestEntry | null> {
  const models = await readManifest(directory);
  const wanted = models.find((model) => (model as { task?: unknown } | null)?.task === task);
  if (wanted === undefined) return null;
  const entry = entrySchema.safeParse(wanted);
  if (!entry.success)
    throw unavailable(`The entry of ${task} in models.json is wrong: ${z.prettifyError(entry.error)}`);
  const { labels, malignant } = entry.data;
  if (!malignant.every((label) => labels.includes(label)))
    throw unavailable(`The entry of ${task} in models.json calls labels malignant that it does not have.`);
  return entry.data;
}

async function readManifest(directory: string): Promise<unknown[]> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(directory, 'models.json'), 'utf8'))).models;
  } catch (error) {
    throw unavailable('The manifest models.json of MODELS_DIR cannot be read.', error);
  }
}

export function unavailable(message: string, cause?: unknown): Failure {
  return new Failure('model_unavailable', message, { cause });
}
