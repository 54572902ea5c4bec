import { Inject, Injectable } from '@nestjs/common';
import { admitImage, IMAGE_TYPES } from '../../images/index.js';
import type { InputFile } from '../../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Failure } from '../../platform/failure.js';
import { BlobStore, type UploadedBlob } from '../../storage/index.js';
import { inputFile } from '../input-file.js';

/** Looks at the header of an uploaded picture before anything is queued; a PDF says its size only when it is opened. */
@Injectable()
export class PictureAdmission {
  constructor(
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * The upload as a job's input. A damaged header is left to the job, which says what is wrong with the file.
   *
   * @throws Failure `too_large` for more pixels than are read, naming the field
   */
  async admit(upload: UploadedBlob): Promise<InputFile> {
    const file = inputFile(upload);
    if (!IMAGE_TYPES.some((type) => type === file.mediaType)) return file;
    const local = await this.blobs.localPath(file.reference);
    try {
      await admitImage(local.path, this.configuration.storage.maximumImagePixels);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.failureClass === 'too_large')
        throw new Failure('too_large', `${upload.field}: ${error.message}`, { cause: error });
    } finally {
      await local.release();
    }
    return file;
  }
}
