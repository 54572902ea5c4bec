import { Processor } from '@nestjs/bull';
import { Handles, type Task } from '../jobs/index.js';
import type { IndexedProductView } from './image-indexing.dto.js';
import { productIndex } from './product-index.job.js';
import { ProductIndexer } from './product-indexer.js';

/** Indexes products: the picture's embedding in a compute child, then the index. */
@Processor(productIndex.queue)
export class ImageIndexingProcessor {
  constructor(private readonly indexer: ProductIndexer) {}

  @Handles(productIndex)
  index(task: Task<typeof productIndex>): Promise<IndexedProductView> {
    task.progress({ step: 'embed', percent: 5, words: 'Looking at the picture' });
    const isStoring = (): void => task.progress({ step: 'store', percent: 90, words: 'Storing' });
    return this.indexer.index(task.id, task.input, task, isStoring);
  }
}
