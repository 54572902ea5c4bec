import { Module } from '@nestjs/common';
import { JobsModule } from '../../jobs/index.js';
import { documentIngestion } from './document-ingestion.job.js';
import { IngestionController } from './ingestion.controller.js';
import { IngestionProcessor } from './ingestion.processor.js';

/** Documents of the object storage as text. */
@Module({
  imports: [JobsModule.declare(documentIngestion)],
  controllers: [IngestionController],
  providers: [IngestionProcessor],
})
export class IngestionModule {}
