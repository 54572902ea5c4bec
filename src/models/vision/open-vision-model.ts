import { openKserveModel } from './kserve-model.js';
import { manifestEntry } from './manifest.js';
import { openOnnxModel } from './onnx-model.js';
import type { VisionModel, VisionSettings, VisionTask } from './vision-model.js';

/**
 * The operator's model for a task: that of `MODELS_DIR`, where its manifest has one, else that of `VISION_URL`. Null when
 * none is configured. One that is configured and away is a failure, never another model's answer.
 *
 * @throws Failure `model_unavailable`
 */
export async function openVisionModel(
  { directory, url }: VisionSettings,
  task: VisionTask,
): Promise<VisionModel | null> {
  const entry = directory === null ? null : await manifestEntry(directory, task);
  if (entry) return openOnnxModel(directory!, entry);
  return url === null ? null : openKserveModel(url, task);
}
