import { defineComputation } from '../compute/computation/index.js';
import type { EmbedderName, EmbeddingSettings } from '../models/embedding/index.js';

/** What would make an embedding now, asked in a compute child because the model is opened for it. */
export const nameEmbedderComputation = defineComputation(
  import.meta.url,
  'nameEmbedderComputation',
  async (model: EmbeddingSettings): Promise<EmbedderName> => {
    const { openEmbedder } = await import('./embedding/open-embedder.js');
    return (await openEmbedder(model)).name;
  },
);
