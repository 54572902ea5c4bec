import { CLIP } from '../serving/normalise.js';
import {
  findMetadata,
  infer,
  type InputTensor,
  modelAddress,
  type ModelMetadata,
  pictureSize,
  readMetadata,
} from '../serving/open-inference.js';
import { unavailable } from '../serving/unavailable.js';
import { openTokenizer } from './clip-tokenizer.js';
import type { EmbedderName, EmbeddingModel, EmbeddingSettings } from './embedding-model.js';
import { stack } from './onnx-embedding.js';
import { toEmbeddings } from './rows.js';

const PICTURES = 'image-embedding';
const TEXTS = 'text-embedding';

/**
 * Opens the models `image-embedding` and, where the server has it, `text-embedding` on a server that speaks KServe's Open Inference
 * Protocol v2 over HTTP. Pictures are sent as `[n, 3, side, side]` FP32, normalised as for CLIP; texts as `BYTES`, or as the
 * numbers of their tokens (`INT64`, `[1, 77]`) to a model that wants these, by `tokenizer.json` of `MODELS_DIR`.
 *
 * @throws Failure `model_unavailable` when the server is away, has no such model, or answers what cannot be understood
 */
export async function openKserveEmbedding(
  url: string,
  directory: EmbeddingSettings['directory'],
): Promise<EmbeddingModel> {
  const [pictures, texts] = [PICTURES, TEXTS].map((model) => modelAddress(url, model)) as [string, string];
  const [metadata, textMetadata] = await Promise.all([readMetadata(pictures), findMetadata(texts)]);
  const side = squareSide(metadata);
  return {
    name: nameOf(metadata),
    side,
    embedPictures: async (rgbs) => {
      const data = stack(rgbs, { layout: 'nchw', ...CLIP });
      const { name, datatype } = metadata.inputs[0]!;
      const input = { name, datatype, shape: [rgbs.length, 3, side, side], data };
      return toEmbeddings(await infer(pictures, [input], metadata.outputs[0]!.name), rgbs.length, PICTURES);
    },
    embedText:
      textMetadata &&
      (async (text) => {
        const inputs = await textInputs(textMetadata, text, directory);
        return toEmbeddings(await infer(texts, inputs, textMetadata.outputs[0]!.name), 1, TEXTS)[0]!;
      }),
  };
}

function nameOf({ name, versions, parameters }: ModelMetadata): EmbedderName {
  const weights = parameters?.weights_sha256;
  return {
    name,
    version: versions?.at(-1) ?? '1',
    kind: 'remote',
    ...(typeof weights === 'string' && { weights_sha256: weights }),
  };
}

function squareSide({ inputs }: ModelMetadata): number {
  const size = pictureSize(inputs);
  if (size === null || size.width !== size.height)
    throw unavailable(`The metadata of the model ${PICTURES} is not understood.`);
  return size.width;
}

async function textInputs(
  { inputs }: ModelMetadata,
  text: string,
  directory: string | null,
): Promise<InputTensor[]> {
  const [first] = inputs;
  if (first!.datatype === 'BYTES')
    return [{ ...first!, shape: first!.shape.length === 1 ? [1] : [1, 1], data: [text] }];
  if (directory === null)
    throw unavailable(`The model ${TEXTS} wants tokens, for which MODELS_DIR must hold tokenizer.json.`);
  const { ids, used } = (await openTokenizer(directory, 'tokenizer.json'))(text);
  return inputs.map(({ name, datatype }) => {
    const values = name === 'attention_mask' ? ids.map((_, at) => (at < used ? 1 : 0)) : ids;
    const data = datatype === 'INT32' ? Int32Array.from(values) : BigInt64Array.from(values, BigInt);
    return { name, datatype, shape: [1, ids.length], data };
  });
}
