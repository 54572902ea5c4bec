import { Inject, Injectable } from '@nestjs/common';
import { ComputePool, type RunOptions } from '../compute/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { BlobStore } from '../storage/index.js';
import { embedImageComputation } from './embed-image.computation.js';

export const EMBEDDER = { name: 'assay-image-embedding', version: '1', kind: 'embedded' } as const;
/** As vectors in the index carry it. */
export const EMBEDDER_IDENTITY = `${EMBEDDER.name} ${EMBEDDER.version}`;

/** Makes embeddings of stored images: 512 numbers, length one. */
@Injectable()
export class ImageEmbedder {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * @throws Failure `unreadable` for a damaged image, `too_large`, or what the compute pool says
   */
  async embed(reference: string, options: RunOptions): Promise<Float32Array> {
    const local = await this.blobs.localPath(reference);
    try {
      const { maximumImagePixels: maximumPixels } = this.configuration.storage;
      return await this.compute.run(embedImageComputation, { path: local.path, maximumPixels }, options);
    } finally {
      await local.release();
    }
  }
}
