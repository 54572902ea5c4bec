import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { ComputePool } from './pool.js';

/** One pool of compute children for the whole process. */
@Global()
@Module({
  providers: [
    {
      provide: ComputePool,
      inject: [CONFIGURATION],
      useFactory: ({ worker }: Configuration) =>
        new ComputePool({
          concurrency: worker.concurrency,
          maximumTasksPerChild: worker.maximumTasksPerChild,
          childMemoryLimitBytes: worker.childMemoryLimitBytes,
        }),
    },
  ],
  exports: [ComputePool],
})
export class ComputeModule {}
