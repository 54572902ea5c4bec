import { z } from 'zod';
import { channels, onnxFile, readEntry, sha256, side } from '../serving/manifest.js';
import { unavailable } from '../serving/unavailable.js';
import { IMAGENET } from '../serving/normalise.js';
import { VISION_TASKS, type VisionTask } from './vision-model.js';

/** One vision model of `MODELS_DIR/models.json`. */
const entrySchema = z.object({
  name: z.string().min(1),
  version: z.string().default('1'),
  file: onnxFile,
  task: z.enum(VISION_TASKS),
  input: z.object({
    width: side,
    height: side,
    layout: z.enum(['nchw', 'nhwc']).default('nchw'),
    mean: channels.default([...IMAGENET.mean]),
    std: channels.default([...IMAGENET.std]),
  }),
  labels: z.array(z.string().min(1)).min(2),
  malignant: z.array(z.string().min(1)).default(['malignant']),
  threshold: z.number().min(0).max(1).default(0.5),
  /** What the model's numbers are: probabilities already, or scores. */
  output: z.enum(['probabilities', 'scores']).default('probabilities'),
  sha256,
  licence: z.string().min(1),
});

export type ManifestEntry = z.infer<typeof entrySchema>;

/**
 * The operator's model for a task; null when the manifest has none.
 *
 * @throws Failure `model_unavailable` when the manifest cannot be read or is wrong
 */
export async function manifestEntry(directory: string, task: VisionTask): Promise<ManifestEntry | null> {
  const entry = await readEntry(directory, task, entrySchema);
  if (entry && !entry.malignant.every((label) => entry.labels.includes(label)))
    throw unavailable(`The entry of ${task} in models.json calls labels malignant that it does not have.`);
  return entry;
}
