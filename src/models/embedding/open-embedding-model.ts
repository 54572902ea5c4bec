import type { EmbeddingModel, EmbeddingSettings } from './embedding-model.js';

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
  const model = directory === null ? null : await openOnnx(directory);
  return model ?? (url === null ? null : openKserve(url, directory));
}

// Loaded when they are configured: what checks manifests and answers takes longer to load than all else of a child without them.
async function openOnnx(directory: string): Promise<EmbeddingModel | null> {
  const { openOnnxEmbedding } = await import('./onnx-embedding.js');
  return openOnnxEmbedding(directory);
}

async function openKserve(url: string, directory: string | null): Promise<EmbeddingModel> {
  const { openKserveEmbedding } = await import('./kserve-embedding.js');
  return openKserveEmbedding(url, directory);
}
