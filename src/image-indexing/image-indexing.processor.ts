import { Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { Handles, type Task } from '../jobs/index.js';
import { VectorStore } from '../vectors/index.js';
import { EMBEDDER, EMBEDDER_IDENTITY, ImageEmbedder } from './image-embedder.js';
import type { IndexedProductView } from './image-indexing.dto.js';
import { parseMetadata } from './metadata.js';
import { productIndex } from './product-index.job.js';

/** Indexes products: the picture's embedding in a compute child, then the index. */
@Processor(productIndex.queue)
export class ImageIndexingProcessor {
  constructor(
    private readonly embedder: ImageEmbedder,
    @Inject(VectorStore) private readonly vectors: VectorStore,
  ) {}

  @Handles(productIndex)
  async index(task: Task<typeof productIndex>): Promise<IndexedProductView> {
    const {
      owner,
      product_id: productId,
      name,
      description = null,
      metadata,
      image_file: image,
    } = task.input;
    task.progress({ step: 'embed', percent: 5, words: 'Looking at the picture' });
    const vector = await this.embedder.embed(image.reference, task);
    task.progress({ step: 'store', percent: 90, words: 'Storing' });
    const product = { owner, productId, name, description, metadata: parseMetadata(metadata), vector };
    // Ids of jobs sort in the order of their submits, so a job that ends late does not overwrite a later one.
    const stands = await this.vectors.put({ ...product, embedder: EMBEDDER_IDENTITY }, task.id);
    return {
      product_id: productId,
      superseded: !stands,
      dimensions: vector.length,
      models: [{ ...EMBEDDER }],
    };
  }
}
