import { Module } from '@nestjs/common';
import { JobsModule } from '../../jobs/index.js';
import { ModelsModule } from '../../models/index.js';
import { labReport } from './lab-report.job.js';
import { LabReportsController } from './lab-reports.controller.js';
import { LabReportsProcessor } from './lab-reports.processor.js';
import { PictureAdmission } from './picture-admission.js';

/** Blood-test reports. */
@Module({
  imports: [JobsModule.declare(labReport), ModelsModule],
  controllers: [LabReportsController],
  providers: [LabReportsProcessor, PictureAdmission],
})
export class LabReportsModule {}
