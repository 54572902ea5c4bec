import { z } from 'zod';
import { IMAGENET, toTensor } from '../serving/normalise.js';
import {
  infer,
  modelAddress,
  type ModelMetadata,
  pictureSize,
  readMetadata,
} from '../serving/open-inference.js';
import { unavailable } from '../serving/unavailable.js';
import type { VisionModel, VisionTask } from './vision-model.js';

const parametersSchema = z.object({
  labels: z.string().optional(),
  malignant: z.string().optional(),
  threshold: z.string().optional(),
});

/**
 * Opens the model of a task on a server that speaks KServe's Open Inference Protocol v2 over HTTP. Its metadata gives the size of the
 * input (`[1, 3, height, width]`, FP32, normalised as for ImageNet) and in `parameters` the `labels`, divided by commas.
 *
 * @throws Failure `model_unavailable` when the server is away, has no such model, or answers what cannot be understood
 */
export async function openKserveModel(url: string, task: VisionTask): Promise<VisionModel> {
  const address = modelAddress(url, task);
  const metadata = await readMetadata(address);
  const { width, height } = inputSize(metadata, task);
  const parameters = parseParameters(metadata, task);
  const labels = parameters.labels?.split(',') ?? ['benign', 'malignant'];
  return {
    name: { name: metadata.name, version: metadata.versions?.at(-1) ?? '1', kind: 'remote' },
    input: { width, height },
    malignant: parameters.malignant?.split(',') ?? ['malignant'],
    threshold: Number(parameters.threshold ?? 0.5),
    classify: async (rgb) => {
      const { name, datatype } = metadata.inputs[0]!;
      const data = toTensor(rgb, { layout: 'nchw', ...IMAGENET });
      const input = { name, datatype, shape: [1, 3, height, width], data };
      const values = await infer(address, [input], metadata.outputs[0]!.name);
      if (values.length !== labels.length || !values.every(Number.isFinite))
        throw unavailable(`The model ${task} gave ${values.length} numbers for ${labels.length} labels.`);
      return Object.fromEntries(labels.map((label, at) => [label, values[at]!]));
    },
  };
}

function inputSize({ inputs }: ModelMetadata, task: VisionTask): { width: number; height: number } {
  const size = pictureSize(inputs);
  if (size === null) throw unavailable(`The metadata of the model ${task} is not understood.`);
  return size;
}

function parseParameters(metadata: ModelMetadata, task: VisionTask) {
  const parameters = parametersSchema.safeParse(metadata.parameters ?? {});
  if (!parameters.success) throw unavailable(`The metadata of the model ${task} is not understood.`);
  return parameters.data;
}
