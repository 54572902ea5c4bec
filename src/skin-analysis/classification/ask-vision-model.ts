import { type DecodedImage, loadSharp } from '../../images/index.js';
import { openVisionModel, type VisionModel, type VisionSettings } from '../../models/vision/index.js';
import type { BinaryJudgement } from './classification.js';

/** What an operator's model said of an image. */
export interface VisionAnswer {
  model: VisionModel;
  /** By label. */
  probabilities: Record<string, number>;
  judgement: BinaryJudgement;
}

/**
 * Asks the operator's model for a task; null when none is configured.
 *
 * @throws Failure `model_unavailable` when it is configured and away
 */
export async function askVisionModel(
  image: DecodedImage,
  settings: VisionSettings,
  task: 'skin-binary' | 'skin-full',
): Promise<VisionAnswer | null> {
  const model = await openVisionModel(settings, task);
  if (!model) return null;
  const probabilities = await model.classify(await resize(image, model.input));
  const malignant = model.malignant.reduce((sum, label) => sum + (probabilities[label] ?? 0), 0);
  return {
    model,
    probabilities,
    judgement: {
      label: malignant >= model.threshold ? 'malignant' : 'benign',
      probability_malignant: Number(malignant.toFixed(4)),
      threshold: model.threshold,
      operating_point: {
        sensitivity: null,
        specificity: null,
        measured_on: 'not measured here: a model of the operator',
      },
    },
  };
}

/** The whole image, squeezed to the size that the model sees. */
async function resize(
  image: DecodedImage,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
}
