import { join } from 'node:path';
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { EmbeddedVectorStore } from './embedded/embedded-vector-store.js';
import { VectorStore } from './vector-store.js';

@Injectable()
class ClosesVectorStore implements OnApplicationShutdown {
  constructor(@Inject(VectorStore) private readonly store: VectorStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

/** The one {@link VectorStore} of the process. */
@Global()
@Module({
  providers: [
    {
      provide: VectorStore,
      inject: [CONFIGURATION],
      useFactory: ({ data }: Configuration) =>
        new EmbeddedVectorStore(join(data.directory, 'products.sqlite')),
    },
    ClosesVectorStore,
  ],
  exports: [VectorStore],
})
export class VectorsModule {}
