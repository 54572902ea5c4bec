import { Inject, Injectable } from '@nestjs/common';
import { admitImage } from '../images/index.js';
import type { InputFile } from '../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { Failure } from '../platform/failure.js';
import { BlobStore, type UploadedBlob } from '../storage/index.js';

/** What pictures of products may be, by content. */
export const PRODUCT_IMAGE_UPLOAD = {
  image_file: { types: ['image/jpeg', 'image/png', 'image/webp'] },
};

/** Looks at the header of an uploaded picture before anything is queued. */
@Injectable()
export class ImageAdmission {
  constructor(
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * The upload as a job's input.
   *
   * @throws Failure `unsupported`, `unreadable` or `too_large`, naming the field
   */
  async admit({ field, filename, blob }: UploadedBlob): Promise<InputFile> {
    const { reference, bytes, sha256 } = blob;
    const local = await this.blobs.localPath(reference);
    try {
      const { mediaType } = await admitImage(local.path, this.configuration.storage.maximumImagePixels);
      return { reference, filename, bytes, sha256, mediaType };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(error.failureClass, `${field}: ${error.message}`, { cause: error });
    } finally {
      await local.release();
    }
  }
}
