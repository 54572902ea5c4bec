import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { unavailable } from './manifest.js';
import { IMAGENET, toTensor } from './normalise.js';
import type { VisionModel, VisionTask } from './vision-model.js';

const ATTEMPT_MS = 10_000;
const ATTEMPTS = 3;
const PAUSE_MS = 300;
const LARGEST_HEADER = 65_536;
/** After so many failed requests in a row the server is left alone for a while. */
const TRIPPED_BY = 5;
const REST_MS = 10_000;

const metadataSchema = z.object({
  name: z.string(),
  versions: z.array(z.string()).optional(),
  inputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()) })).length(1),
  outputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()) })).min(1),
  parameters: z
    .object({ labels: z.string(), malignant: z.string().optional(), threshold: z.string().optional() })
    .optional(),
});

type Metadata = z.infer<typeof metadataSchema>;

/**
 * Opens the model of a task on a server that speaks KServe's Open Inference Protocol v2 over HTTP. Its metadata gives the size of the
 * input (`[1, 3, height, width]`, FP32, normalised as for ImageNet) and in `parameters` the `labels`, divided by commas.
 *
 * @throws Failure `model_unavailable` when the server is away, has no such model, or answers what cannot be understood
 */
export async function openKserveModel(url: string, task: VisionTask): Promise<VisionModel> {
  const address = `${url.replace(/\/+$/, '')}/v2/models/${task}`;
  const metadata = parseMetadata(await readJson(await request(address, { method: 'GET' })), task);
  const [, , height, width] = metadata.inputs[0]!.shape as [number, number, number, number];
  const labels = metadata.parameters?.labels.split(',') ?? ['benign', 'malignant'];
  return {
    name: { name: metadata.name, version: metadata.versions?.at(-1) ?? '1', kind: 'remote' },
    input: { width, height },
    malignant: metadata.parameters?.malignant?.split(',') ?? ['malignant'],
    threshold: Number(metadata.parameters?.threshold ?? 0.5),
    classify: async (rgb) => {
      const values = await infer(`${address}/infer`, metadata, rgb);
      if (values.length !== labels.length || !values.every(Number.isFinite))
        throw unavailable(`The model ${task} gave ${values.length} numbers for ${labels.length} labels.`);
      return Object.fromEntries(labels.map((label, at) => [label, values[at]!]));
    },
  };
}

function parseMetadata(body: unknown, task: VisionTask): Metadata {
  const metadata = metadataSchema.safeParse(body);
  const shape = metadata.data?.inputs[0]?.shape ?? [];
  if (!metadata.success || shape.length !== 4 || shape[1] !== 3 || shape.slice(2).some((side) => side < 1))
    throw unavailable(`The metadata of the model ${task} is not understood.`);
  return metadata.data;
}

/** One inference with binary tensors: a JSON header, then the numbers as little-endian bytes. */
async function infer(address: string, { inputs, outputs }: Metadata, rgb: Uint8Array): Promise<number[]> {
  const tensor = toTensor(rgb, { layout: 'nchw', ...IMAGENET });
  const [input, output] = [inputs[0]!, outputs[0]!];
  const shape = [1, ...input.shape.slice(1)];
  const head = Buffer.from(
    JSON.stringify({
      inputs: [
        { name: input.name, datatype: 'FP32', shape, parameters: { binary_data_size: tensor.byteLength } },
      ],
      outputs: [{ name: output.name, parameters: { binary_data: true } }],
    }),
  );
  const response = await request(address, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': String(head.length),
    },
    body: Buffer.concat([head, Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength)]),
  });
  return readOutput(response, output.name);
}

async function readOutput(response: Response, name: string): Promise<number[]> {
  const body = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get('inference-header-content-length') ?? body.length);
  if (!(length > 0 && length <= Math.min(body.length, LARGEST_HEADER))) throw notUnderstood();
  const outputs = (parseJson(body.toString('utf8', 0, length)) as { outputs?: unknown } | null)?.outputs;
  const [output] = Array.isArray(outputs) ? outputs.filter((one) => one?.name === name) : [];
  if (Array.isArray(output?.data)) return output.data.map(Number);
  const size: unknown = output?.parameters?.binary_data_size;
  if (typeof size !== 'number' || size % 4 !== 0 || length + size > body.length) throw notUnderstood();
  return Array.from({ length: size / 4 }, (_, at) => body.readFloatLE(length + 4 * at));
}

async function readJson(response: Response): Promise<unknown> {
  return parseJson(await response.text());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notUnderstood();
  }
}

const notUnderstood = () => unavailable('The model server answered what is not understood.');

let failures = 0;
let restUntil = 0;

/** A request with retries; a server that keeps failing is left alone for a while. */
async function request(address: string, options: RequestInit): Promise<Response> {
  if (Date.now() < restUntil)
    throw unavailable('The model server has failed several times and is left alone for a while.');
  for (let attempt = 1; ; attempt += 1) {
    const trouble = await attemptOnce(address, options);
    if (trouble instanceof Response) {
      failures = 0;
      return trouble;
    }
    failures += 1;
    if (failures >= TRIPPED_BY) restUntil = Date.now() + REST_MS;
    if (attempt >= ATTEMPTS || failures >= TRIPPED_BY) throw unavailable(trouble);
    await pause(PAUSE_MS * 2 ** (attempt - 1));
  }
}

/** The answer, or in words why there is none that another attempt could not better. */
async function attemptOnce(address: string, options: RequestInit): Promise<Response | string> {
  let response: Response;
  try {
    response = await fetch(address, {
      ...options,
      redirect: 'error',
      signal: AbortSignal.timeout(ATTEMPT_MS),
    });
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return isLate ? 'The model server did not answer in time.' : 'The model server cannot be reached.';
  }
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status >= 500 || response.status === 429)
    return `The model server answered ${response.status}.`;
  throw unavailable(`The model server answered ${response.status}.`);
}
