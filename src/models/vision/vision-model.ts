/** What a vision model is asked for. */
export const VISION_TASKS = ['skin-binary', 'skin-full'] as const;
export type VisionTask = (typeof VISION_TASKS)[number];

/** Where an operator's vision models are; both null: there are none. */
export interface VisionSettings {
  /** Folder with `models.json`. */
  directory: string | null;
  /** Server that speaks KServe's Open Inference Protocol v2. */
  url: string | null;
}

/** How results name a model. */
export interface VisionModelName {
  name: string;
  version: string;
  kind: 'onnx' | 'remote';
  weights_sha256?: string;
}

/** An operator's model that is ready to run. */
export interface VisionModel {
  readonly name: VisionModelName;
  /** Size of the picture that it sees. */
  readonly input: { width: number; height: number };
  /** Labels that count as malignant. */
  readonly malignant: readonly string[];
  /** Probability of malignant from which the operator wants the label malignant. */
  readonly threshold: number;
  /** Probability by label of a picture of that size, three bytes a pixel. */
  classify(rgb: Uint8Array): Promise<Record<string, number>>;
}
