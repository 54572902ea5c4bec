import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { channels, onnxFile, readEntry, sha256, side } from '../serving/manifest.js';
import { CLIP, type Normalisation, toTensor } from '../serving/normalise.js';
import { openSession } from '../serving/onnx-session.js';
import { unavailable } from '../serving/unavailable.js';
import { openTokenizer, type Tokens } from './clip-tokenizer.js';
import type { EmbeddingModel } from './embedding-model.js';
import { toEmbeddings } from './rows.js';

const entrySchema = z.object({
  task: z.literal('image-embedding'),
  name: z.string().min(1),
  version: z.string().default('1'),
  file: onnxFile,
  sha256,
  licence: z.string().min(1),
  input: z
    .object({
      side: side.default(224),
      mean: channels.default([...CLIP.mean]),
      std: channels.default([...CLIP.std]),
    })
    .prefault({}),
  /** The text tower. */
  text: z
    .object({
      file: onnxFile,
      sha256,
      /** A `tokenizer.json` of the Hugging Face tokenizers beside the manifest. */
      tokenizer: z
        .string()
        .regex(/^[\w.-]+\.json$/)
        .default('tokenizer.json'),
    })
    .optional(),
});

type Entry = z.infer<typeof entrySchema>;

/**
 * Opens the model of the task `image-embedding` in `MODELS_DIR`; null when the manifest has none. Runs in a compute child only.
 *
 * @throws Failure `model_unavailable` when a file is away, is another one than the manifest says, or cannot be loaded
 */
export async function openOnnxEmbedding(directory: string): Promise<EmbeddingModel | null> {
  const entry = await readEntry(directory, 'image-embedding', entrySchema);
  if (entry === null) return null;
  const { name, version, input, text, sha256: weights } = entry;
  const session = await openSession(directory, entry);
  return {
    name: { name, version, kind: 'onnx', weights_sha256: weights },
    side: input.side,
    embedPictures: (pictures) => embedPictures(session, entry, pictures),
    embedText: text === undefined ? null : (words) => embedText(directory, { name, ...text }, words),
  };
}

async function embedPictures(
  session: InferenceSession,
  { name, input }: Entry,
  pictures: readonly Uint8Array[],
): Promise<Float32Array[]> {
  const { Tensor } = await import('onnxruntime-node');
  const shape = [pictures.length, 3, input.side, input.side];
  const tensor = new Tensor('float32', stack(pictures, { layout: 'nchw', ...input }), shape);
  return toEmbeddings(await run(session, { [session.inputNames[0]!]: tensor }, name), pictures.length, name);
}

async function embedText(
  directory: string,
  { name, tokenizer, ...file }: Required<Entry>['text'] & { name: string },
  text: string,
): Promise<Float32Array> {
  const session = await openSession(directory, { name, ...file });
  const tokens = (await openTokenizer(directory, tokenizer))(text);
  const inputs = await toInputs(tokens, session.inputNames);
  return toEmbeddings(await run(session, inputs, name), 1, name)[0]!;
}

/** The numbers of the tokens, and for models that ask for it the mask of those that mean something. */
async function toInputs({ ids, used }: Tokens, names: readonly string[]): Promise<Record<string, Tensor>> {
  const { Tensor } = await import('onnxruntime-node');
  const tensor = (values: number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const mask = (): Tensor => tensor(ids.map((_, at) => (at < used ? 1 : 0)));
  return Object.fromEntries(names.map((name) => [name, name === 'attention_mask' ? mask() : tensor(ids)]));
}

/** The first output. */
async function run(
  session: InferenceSession,
  inputs: Record<string, Tensor>,
  name: string,
): Promise<Float32Array> {
  const answers = await session.run(inputs).catch((error: unknown) => {
    throw unavailable(`The model ${name} does not take the input that models.json says.`, error);
  });
  return answers[session.outputNames[0]!]!.data as Float32Array;
}

/** Pictures one after the other as one tensor. */
export function stack(pictures: readonly Uint8Array[], normalisation: Normalisation): Float32Array {
  const length = pictures[0]!.length;
  const values = new Float32Array(pictures.length * length);
  pictures.forEach((picture, index) => values.set(toTensor(picture, normalisation), index * length));
  return values;
}
