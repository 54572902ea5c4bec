import { Module } from '@nestjs/common';
import { LabReportsModule } from './lab-reports/lab-reports.module.js';
import { TypedDocumentsModule } from './statements/typed-documents.module.js';

/** Everything that reads documents. */
@Module({ imports: [LabReportsModule, TypedDocumentsModule] })
export class DocumentsModule {}
