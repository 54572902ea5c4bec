import { Inject, Injectable } from '@nestjs/common';
import type { RunOptions } from '../compute/index.js';
import { type IndexEntry, VectorStore } from '../vectors/index.js';
import { identityOf } from '../models/embedding/index.js';
import { ImageEmbedder } from './image-embedder.js';
import type { IndexedProductView } from './image-indexing.dto.js';
import { parseMetadata } from './metadata.js';
import type { OwnedProductIndexInput } from './product-index.job.js';
import { ProductPictures } from './product-pictures.js';

/** Puts products into the index, and renews the vectors of those that are there. */
@Injectable()
export class ProductIndexer {
  constructor(
    private readonly embedder: ImageEmbedder,
    private readonly pictures: ProductPictures,
    @Inject(VectorStore) private readonly vectors: VectorStore,
  ) {}

  /** What makes vectors now. */
  embedderIdentity(): Promise<string> {
    return this.embedder.identity();
  }

  /** Indexes the product of a job. Ids of jobs sort in the order of their submits, so a late job overwrites no later one. */
  async index(
    jobId: string,
    input: OwnedProductIndexInput,
    options: RunOptions,
    beforeStoring = (): void => {},
  ): Promise<IndexedProductView> {
    const { owner, product_id: productId, name, description = null, image_file: image } = input;
    const { vector, embedder } = await this.embedder.embedImage(image.reference, options);
    const picture = await this.pictures.small(image.reference, options);
    beforeStoring();
    const words = { owner, productId, name, description, metadata: parseMetadata(input.metadata) };
    const product = { ...words, vector, picture, embedder: identityOf(embedder) };
    const stands = await this.vectors.put(product, jobId);
    return {
      product_id: productId,
      superseded: !stands,
      dimensions: vector.length,
      models: [embedder],
    };
  }

  /**
   * Makes the current embedder's vector of a product from the picture that is kept of it.
   *
   * @returns `renewed`; `changed` when the product changed meanwhile, and needs it no more or another time; `no_picture`
   */
  async renew(entry: IndexEntry): Promise<'renewed' | 'changed' | 'no_picture'> {
    const picture = await this.vectors.pictureOf(entry.owner, entry.productId);
    if (!picture) return entry.hasPicture ? 'changed' : 'no_picture';
    const { vector, embedder } = await this.pictures.asStored(picture, (reference) =>
      this.embedder.embedImage(reference, {}),
    );
    return (await this.vectors.addVector(entry, identityOf(embedder), vector)) ? 'renewed' : 'changed';
  }
}
