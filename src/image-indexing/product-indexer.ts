import { Inject, Injectable } from '@nestjs/common';
import type { RunOptions } from '../compute/index.js';
import { type IndexEntry, VectorStore } from '../vectors/index.js';
import { identityOf } from '../models/embedding/index.js';
import { BlobStore } from '../storage/index.js';
import { type Embedding, ImageEmbedder } from './image-embedder.js';
import type { IndexedProductView } from './image-indexing.dto.js';
import { parseMetadata } from './metadata.js';
import type { OwnedProductIndexInput } from './product-index.job.js';

/** Puts products into the index, and renews the vectors of those that are there. */
@Injectable()
export class ProductIndexer {
  constructor(
    private readonly embedder: ImageEmbedder,
    private readonly blobs: BlobStore,
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
    const { vector, embedder, small } = await this.embedder.embedAndKeep(image.reference, options);
    beforeStoring();
    const words = { owner, productId, name, description, metadata: parseMetadata(input.metadata) };
    const product = { ...words, vector, picture: small, embedder: identityOf(embedder) };
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
    const { vector, embedder } = await this.embedKept(picture);
    return (await this.vectors.addVector(entry, identityOf(embedder), vector)) ? 'renewed' : 'changed';
  }

  /** Pictures are embedded from stored files; a kept one becomes one for the moment. */
  private async embedKept(picture: Uint8Array): Promise<Embedding> {
    const { reference } = await this.blobs.put(picture, { maximumBytes: picture.byteLength });
    return this.embedder.embedImage(reference, {}).finally(() => this.blobs.remove(reference));
  }
}
