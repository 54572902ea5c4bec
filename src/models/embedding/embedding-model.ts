/** Length of an embedding. */
export const EMBEDDING_LENGTH = 512;

/** Where an operator's model of pictures and texts is; both null: there is none. */
export interface EmbeddingSettings {
  /** Folder with `models.json`. */
  directory: string | null;
  /** Server that speaks KServe's Open Inference Protocol v2. */
  url: string | null;
}

/** How results name what made an embedding. */
export interface EmbedderName {
  name: string;
  version: string;
  kind: 'embedded' | 'onnx' | 'remote';
  weights_sha256?: string;
}

/** Name, version and the beginning of the weights' hash: vectors are compared only with vectors that carry the same. */
export function identityOf({ name, version, weights_sha256: weights }: EmbedderName): string {
  return weights === undefined ? `${name} ${version}` : `${name} ${version} ${weights.slice(0, 12)}`;
}

/** An operator's model of pictures, perhaps also of texts in the same space, that is ready to run. */
export interface EmbeddingModel {
  readonly name: EmbedderName;
  /** Side of the square picture that it sees, in pixels. */
  readonly side: number;
  /**
   * Embeddings of pictures of that size (three bytes a pixel) in one call: 512 numbers each, length one.
   *
   * @throws Failure `model_unavailable`
   */
  embedPictures(pictures: readonly Uint8Array[]): Promise<Float32Array[]>;
  /** The embedding of a text in the space of the pictures; null where the model has no text tower. */
  readonly embedText: ((text: string) => Promise<Float32Array>) | null;
}
