import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { BlobStore } from './blob-store.js';
import { FilesystemBlobStore } from './filesystem-blob-store.js';
import { FolderObjectStore } from './objects/folder-object-store.js';
import { ObjectStore } from './objects/object-store.js';

/** The one {@link BlobStore} of the process, in the data folder, and the {@link ObjectStore} that others fill. */
@Global()
@Module({
  providers: [
    {
      provide: BlobStore,
      inject: [CONFIGURATION],
      useFactory: ({ data, queue }: Configuration) =>
        new FilesystemBlobStore({ directory: join(data.directory, 'blobs'), synchronous: queue.synchronous }),
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

// Only a process that has a bucket loads the client of AWS.
async function openObjectStore({ s3, objectStoreDirectory }: Configuration['storage']): Promise<ObjectStore> {
  if (s3 === null) return new FolderObjectStore(objectStoreDirectory);
  const { S3ObjectStore } = await import('./objects/s3-object-store.js');
  return new S3ObjectStore(s3);
}
