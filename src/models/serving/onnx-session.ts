import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from './create-session.js';
import { unavailable } from './unavailable.js';

/** An ONNX file beside the manifest, as an entry names it. */
export interface OnnxFile {
  name: string;
  file: string;
  sha256: string;
}

const loaded = new Map<string, Promise<InferenceSession>>();

/**
 * Opens a model file, once in a process. Runs in a compute child only: a run blocks its thread.
 *
 * @throws Failure `model_unavailable` when the file is away, is another one than the manifest says, or cannot be loaded
 */
export function openSession(directory: string, model: OnnxFile): Promise<InferenceSession> {
  const key = `${directory}/${model.file}/${model.sha256}`;
  const session = loaded.get(key) ?? load(directory, model);
  loaded.set(key, session);
  // A file that was away may come: the next job looks again.
  session.catch(() => loaded.delete(key));
  return session;
}

async function load(directory: string, { file, name, sha256 }: OnnxFile): Promise<InferenceSession> {
  const bytes = await readFile(join(directory, file)).catch((error: unknown) => {
    throw unavailable(`The file of the model ${name} cannot be read.`, error);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw unavailable(`The file of the model ${name} is another one than models.json says (SHA-256).`);
  return createSession(bytes).catch((error: unknown) => {
    throw unavailable(`The model ${name} cannot be loaded.`, error);
  });
}
