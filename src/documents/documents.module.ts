import { Module } from '@nestjs/common';
import { IngestionModule } from './ingestion/ingestion.module.js';
import { LabReportsModule } from './lab-reports/lab-reports.module.js';
import { TypedDocumentsModule } from './statements/typed-documents.module.js';

/** Everything that reads documents. */
@Module({ imports: [LabReportsModule, TypedDocumentsModule, IngestionModule] })
export class DocumentsModule {}
