import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ComputeModule } from './compute/index.js';
import { DocumentsModule } from './documents/documents.module.js';
import { HealthModule } from './health/health.module.js';
import { WorkerHealthModule } from './health/worker-health.module.js';
import { ImageIndexingModule } from './image-indexing/index.js';
import { JobsModule } from './jobs/index.js';
import type { Configuration } from './platform/config/index.js';
import { PlatformModule } from './platform/platform.module.js';
import { SkinAnalysisModule } from './skin-analysis/skin-analysis.module.js';
import { StorageModule } from './storage/index.js';

/** The one place where modules are put together: the same features for the API and for workers. */
@Module({})
export class AppModule {
  /** The API process; it works the queues too, unless WORKERS=off. */
  static forApi(configuration: Configuration): DynamicModule {
    return AppModule.of(configuration, HealthModule);
  }

  /** A worker process: no public routes, only its health. */
  static forWorker(configuration: Configuration): DynamicModule {
    return AppModule.of(configuration, WorkerHealthModule);
  }

  /** The command line: the same features, with its commands, which no other process has to load. */
  static forCli(configuration: Configuration, commands: Type): DynamicModule {
    return AppModule.of(configuration, commands);
  }

  private static of(configuration: Configuration, face: Type): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(configuration),
        StorageModule,
        ComputeModule,
        JobsModule,
        face,
        DocumentsModule,
        SkinAnalysisModule,
        ImageIndexingModule,
      ],
    };
  }
}
