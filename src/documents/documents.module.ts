import { Module } from '@nestjs/common';
import { LabReportsModule } from './lab-reports/lab-reports.module.js';

/** Everything that reads documents. */
@Module({ imports: [LabReportsModule] })
export class DocumentsModule {}
