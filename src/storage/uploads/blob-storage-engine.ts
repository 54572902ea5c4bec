import type { Request } from 'express';
import type { StorageEngine } from 'multer';
import { Failure } from '../../platform/failure.js';
import type { BlobStore, PutOptions, StoredBlob } from '../blob-store.js';

/** What multer calls a file, with the blob that this engine adds. */
export type StoredFile = Express.Multer.File & { blob: StoredBlob };

/** Lets multer write to the {@link BlobStore}: size, type and emptiness are judged while the bytes go by. */
export class BlobStorageEngine implements StorageEngine {
  constructor(
    private readonly store: BlobStore,
    private readonly optionsOf: (field: string) => PutOptions,
  ) {}

  _handleFile(
    _request: Request,
    file: Express.Multer.File,
    callback: (error?: unknown, info?: Partial<StoredFile>) => void,
  ): void {
    this.receive(file).then(
      (blob) => callback(null, { blob, size: blob.bytes }),
      (error: unknown) => callback(error),
    );
  }

  _removeFile(_request: Request, file: Express.Multer.File, callback: (error: Error | null) => void): void {
    this.store.remove((file as StoredFile).blob.reference).then(() => callback(null), callback);
  }

  private async receive(file: Express.Multer.File): Promise<StoredBlob> {
    try {
      const blob = await this.store.put(file.stream, this.optionsOf(file.fieldname));
      if (blob.bytes > 0) return blob;
      await this.store.remove(blob.reference);
    } catch (error) {
      throw error instanceof Failure ? named(file.fieldname, error) : error;
    }
    throw new Failure('bad_input', `${file.fieldname}: The file is empty.`);
  }
}

/** The same failure with the form field it is about. */
function named(field: string, failure: Failure): Failure {
  return new Failure(failure.failureClass, `${field}: ${failure.message}`, { cause: failure });
}
