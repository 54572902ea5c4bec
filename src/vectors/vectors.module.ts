import { join } from 'node:path';
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { VectorStore } from './vector-store.js';

@Injectable()
class ClosesVectorStore implements OnApplicationShutdown {
  constructor(@Inject(VectorStore) private readonly store: VectorStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

/** The one {@link VectorStore} of the process: a file of the data folder, or Qdrant. */
@Global()
@Module({
  providers: [
    {
      provide: VectorStore,
      inject: [CONFIGURATION],
      useFactory: openVectorStore,
    },
    ClosesVectorStore,
  ],
  exports: [VectorStore],
})
export class VectorsModule {}

// Each process loads only the store that it has.
async function openVectorStore({ data, models }: Configuration): Promise<VectorStore> {
  if (models.qdrant !== null) {
    const { QdrantVectorStore } = await import('./qdrant/qdrant-vector-store.js');
    return new QdrantVectorStore(models.qdrant);
  }
  const { EmbeddedVectorStore } = await import('./embedded/embedded-vector-store.js');
  return new EmbeddedVectorStore(join(data.directory, 'products.sqlite'));
}
