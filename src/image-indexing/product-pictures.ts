import { Inject, Injectable } from '@nestjs/common';
import { ComputePool, type RunOptions } from '../compute/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { BlobStore } from '../storage/index.js';
import { keepPictureComputation } from './keep-picture.computation.js';

/** The pictures that are kept beside products, so that another embedder can make their vectors when the uploads are gone. */
@Injectable()
export class ProductPictures {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * The upload as it is kept.
   *
   * @throws Failure `unreadable`, `too_large`, or what the compute pool says
   */
  async small(reference: string, options: RunOptions): Promise<Uint8Array> {
    const local = await this.blobs.localPath(reference);
    try {
      const { maximumImagePixels: maximumPixels } = this.configuration.storage;
      return await this.compute.run(keepPictureComputation, { path: local.path, maximumPixels }, options);
    } finally {
      await local.release();
    }
  }

  /** Lends a kept picture to those who take stored files. */
  async asStored<T>(picture: Uint8Array, use: (reference: string) => Promise<T>): Promise<T> {
    const { reference } = await this.blobs.put(picture, { maximumBytes: picture.byteLength });
    return use(reference).finally(() => this.blobs.remove(reference));
  }
}
