import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { BlobStore } from './blob-store.js';
import { FilesystemBlobStore } from './filesystem-blob-store.js';

/** The one {@link BlobStore} of the process, in the data folder. */
@Global()
@Module({
  providers: [
    {
      provide: BlobStore,
      inject: [CONFIGURATION],
      useFactory: ({ data, queue }: Configuration) =>
        new FilesystemBlobStore({ directory: join(data.directory, 'blobs'), synchronous: queue.synchronous }),
    },
  ],
  exports: [BlobStore],
})
export class StorageModule {}
