import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { VectorsModule } from '../vectors/index.js';
import { ImageAdmission } from './image-admission.js';
import { ImageEmbedder } from './image-embedder.js';
import { ImageIndexingController } from './image-indexing.controller.js';
import { ImageIndexingProcessor } from './image-indexing.processor.js';
import { Reconcile } from './maintenance/reconcile.js';
import { Reindex } from './maintenance/reindex.js';
import { productIndex } from './product-index.job.js';
import { ProductIndexer } from './product-indexer.js';
import { ProductSearch } from './product-search.js';
import { ProductsController } from './products.controller.js';

/** Product images: an index that is searched by picture and by words. */
@Module({
  imports: [JobsModule.declare(productIndex), VectorsModule],
  controllers: [ImageIndexingController, ProductsController],
  providers: [
    ImageAdmission,
    ImageEmbedder,
    ImageIndexingProcessor,
    ProductIndexer,
    ProductSearch,
    Reconcile,
    Reindex,
  ],
  exports: [Reconcile, Reindex],
})
export class ImageIndexingModule {}
