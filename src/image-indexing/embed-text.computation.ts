import { defineComputation } from '../compute/computation/index.js';
import type { EmbedderName, EmbeddingSettings } from '../models/embedding/index.js';

export interface EmbeddedText {
  embedder: EmbedderName;
  vector: Float32Array;
}

/** The embedding of a text in a compute child; null where the embedder knows no texts. */
export const embedTextComputation = defineComputation(
  import.meta.url,
  'embedTextComputation',
  async ({ text, model }: { text: string; model: EmbeddingSettings }): Promise<EmbeddedText | null> => {
    const { openEmbedder } = await import('./embedding/open-embedder.js');
    const { name, embedText } = await openEmbedder(model);
    return embedText && { embedder: name, vector: await embedText(text) };
  },
);
