import { z } from 'zod';
import { request, type ServerAnswer } from './server-request.js';
import { unavailable } from './unavailable.js';

const LARGEST_HEADER = 4 * 2 ** 20;
/** How servers say that they have no such model: KServe with the first, Triton with the second. */
const NO_SUCH_MODEL = [404, 400];

const tensorSchema = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()) });

const metadataSchema = z.object({
  name: z.string(),
  versions: z.array(z.string()).optional(),
  inputs: z.array(tensorSchema).min(1),
  outputs: z.array(tensorSchema).min(1),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

/** What a server says of a model. */
export type ModelMetadata = z.infer<typeof metadataSchema>;

/** A tensor as it is sent; texts as `BYTES`. */
export interface InputTensor {
  name: string;
  datatype: string;
  shape: number[];
  data: Float32Array | BigInt64Array | Int32Array | readonly string[];
}

/** Where a server of KServe's Open Inference Protocol v2 has a model. */
export function modelAddress(url: string, model: string): string {
  return `${url.replace(/\/+$/, '')}/v2/models/${model}`;
}

/**
 * The metadata of a model; null when the server has no such model.
 *
 * @throws Failure `model_unavailable` when the server is away or is not understood
 */
export async function findMetadata(address: string): Promise<ModelMetadata | null> {
  const { ok, body } = await request(address, { method: 'GET' }, NO_SUCH_MODEL);
  if (!ok) return null;
  const metadata = metadataSchema.safeParse(parseJson(body.toString('utf8')));
  if (!metadata.success) throw notUnderstood();
  return metadata.data;
}

/** The same, where the model must be there. */
export async function readMetadata(address: string): Promise<ModelMetadata> {
  const metadata = await findMetadata(address);
  if (metadata === null) throw unavailable('The model server has no such model.');
  return metadata;
}

/** Width and height of the picture that a model wants as its only input, `[batch, 3, height, width]`; null where it wants another. */
export function pictureSize(inputs: ModelMetadata['inputs']): { width: number; height: number } | null {
  const [, channels, height = 0, width = 0] = inputs[0]!.shape;
  const isPicture = inputs.length === 1 && inputs[0]!.shape.length === 4 && channels === 3;
  return isPicture && width >= 1 && height >= 1 ? { width, height } : null;
}

/**
 * One inference with binary tensors (a JSON header, then numbers as little-endian bytes): the numbers of an output.
 *
 * @throws Failure `model_unavailable`
 */
export async function infer(
  address: string,
  inputs: readonly InputTensor[],
  output: string,
): Promise<Float32Array> {
  const bodies = inputs.map(({ data }) => toBytes(data));
  const head = Buffer.from(
    JSON.stringify({
      inputs: inputs.map(({ name, datatype, shape }, index) => {
        return { name, datatype, shape, parameters: { binary_data_size: bodies[index]!.length } };
      }),
      outputs: [{ name: output, parameters: { binary_data: true } }],
    }),
  );
  const answer = await request(`${address}/infer`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': String(head.length),
    },
    body: Buffer.concat([head, ...bodies]),
  });
  return readOutput(answer, output);
}

function toBytes(data: InputTensor['data']): Buffer {
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat(data.map(withLength));
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function readOutput({ headers, body }: ServerAnswer, name: string): Float32Array {
  const length = Number(headers.get('inference-header-content-length') ?? body.length);
  if (!(length > 0 && length <= Math.min(body.length, LARGEST_HEADER))) throw notUnderstood();
  const outputs = (parseJson(body.toString('utf8', 0, length)) as { outputs?: unknown } | null)?.outputs;
  const [output] = Array.isArray(outputs) ? outputs.filter((one) => one?.name === name) : [];
  if (Array.isArray(output?.data)) return Float32Array.from(output.data, Number);
  const size: unknown = output?.parameters?.binary_data_size;
  if (typeof size !== 'number' || size % 4 !== 0 || length + size > body.length) throw notUnderstood();
  return Float32Array.from({ length: size / 4 }, (_, at) => body.readFloatLE(length + 4 * at));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notUnderstood();
  }
}

const notUnderstood = () => unavailable('The model server answered what is not understood.');
