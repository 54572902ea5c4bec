import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unavailable } from './unavailable.js';

/** Parts of manifest entries that every task has. */
export const channels = z.array(z.number()).length(3);
export const side = z.number().int().min(1).max(2048);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** File name beside the manifest. */
export const onnxFile = z.string().regex(/^[\w.-]+\.onnx$/);

const manifestSchema = z.object({ models: z.array(z.unknown()) });

/**
 * The entry of a task in `MODELS_DIR/models.json`; null when the manifest has none.
 *
 * @throws Failure `model_unavailable` when the manifest cannot be read or the entry is wrong
 */
export async function readEntry<Entry>(
  directory: string,
  task: string,
  schema: z.ZodType<Entry>,
): Promise<Entry | null> {
  const models = await readManifest(directory);
  const wanted = models.find((model) => (model as { task?: unknown } | null)?.task === task);
  if (wanted === undefined) return null;
  const entry = schema.safeParse(wanted);
  if (!entry.success)
    throw unavailable(`The entry of ${task} in models.json is wrong: ${z.prettifyError(entry.error)}`);
  return entry.data;
}

async function readManifest(directory: string): Promise<unknown[]> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(directory, 'models.json'), 'utf8'))).models;
  } catch (error) {
    throw unavailable('The manifest models.json of MODELS_DIR cannot be read.', error);
  }
}
