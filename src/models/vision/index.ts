export { openVisionModel } from './open-vision-model.js';
export type { VisionModel, VisionModelName, VisionSettings, VisionTask } from './vision-model.js';
