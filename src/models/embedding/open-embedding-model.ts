import type { EmbeddingModel, EmbeddingSettings } from './embedding-model.js';
import { openKserveEmbedding } from './kserve-embedding.js';
import { openOnnxEmbedding } from './onnx-embedding.js';

/**
 * The operator's model of pictures and texts: that of `MODELS_DIR`, where its manifest has one, else that of `EMBEDDING_URL`. Null
 * when none is configured. One that is configured and away is a failure, never another model's answer.
 *
 * @throws Failure `model_unavailable`
 */
export async function openEmbeddingModel({
  directory,
  url,
}: EmbeddingSettings): Promise<EmbeddingModel | null> {
  const model = directory === null ? null : await openOnnxEmbedding(directory);
  return model ?? (url === null ? null : openKserveEmbedding(url, directory));
}
