import { Module } from '@nestjs/common';
import { JobsModule } from '../../jobs/index.js';
import { typedDocument } from './typed-document.job.js';
import { TypedDocumentsController } from './typed-documents.controller.js';
import { TypedDocumentsProcessor } from './typed-documents.processor.js';

/** Bank statements, invoices and other documents. */
@Module({
  imports: [JobsModule.declare(typedDocument)],
  controllers: [TypedDocumentsController],
  providers: [TypedDocumentsProcessor],
})
export class TypedDocumentsModule {}
