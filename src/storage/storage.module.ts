import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { BlobStore } from './blob-store.js';
import { FilesystemBlobStore } from './filesystem-blob-store.js';
import { FolderObjectStore } from './objects/folder-object-store.js';
import { ObjectStore } from './objects/object-store.js';

/** The one {@link BlobStore} of the process, in the data folder or a bucket, and the {@link ObjectStore} that others fill. */
@Global()
@Module({
  providers: [
    {
      provide: BlobStore,
      inject: [CONFIGURATION],
      useFactory: openBlobStore,
    },
    {
      provide: ObjectStore,
      inject: [CONFIGURATION],
      useFactory: ({ storage }: Configuration) => openObjectStore(storage),
    },
  ],
  exports: [BlobStore, ObjectStore],
})
export class StorageModule {}

async function openBlobStore({ data, queue, storage }: Configuration): Promise<BlobStore> {
  const { s3, blobStore, s3BlobPrefix } = storage;
  if (blobStore === 's3' && s3 !== null) {
    const { S3BlobStore } = await import('./s3-blob-store.js');
    return new S3BlobStore({ s3, prefix: s3BlobPrefix, spool: join(data.directory, 'spool') });
  }
  return new FilesystemBlobStore({
    directory: join(data.directory, 'blobs'),
    synchronous: queue.synchronous,
  });
}

// Only a process that has a bucket loads the client of AWS.
async function openObjectStore({ s3, objectStoreDirectory }: Configuration['storage']): Promise<ObjectStore> {
  if (s3 === null) return new FolderObjectStore(objectStoreDirectory);
  const { S3ObjectStore } = await import('./objects/s3-object-store.js');
  return new S3ObjectStore(s3);
}
