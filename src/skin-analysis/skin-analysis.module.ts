import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { batchSkinCheck } from './batch-skin-check.job.js';
import { binaryClassify } from './binary-classify.job.js';
import { burnClassify } from './burn-classify.job.js';
import { dermoscopy } from './dermoscopy.job.js';
import { fullClassify } from './full-classify.job.js';
import { histopathology } from './histopathology.job.js';
import { OverlayController } from './overlay.controller.js';
import { SkinAnalysisProcessor } from './skin-analysis.processor.js';
import { SkinBatchController } from './skin-batch.controller.js';
import { SkinBatchProcessor } from './skin-batch.processor.js';
import { SkinJobsController } from './skin-jobs.controller.js';
import { SkinSubmissions } from './skin-submissions.js';
import { SkinTwinsController } from './skin-twins.controller.js';

/** Skin images: measurements and classifications. */
@Module({
  imports: [
    JobsModule.declare(
      binaryClassify,
      fullClassify,
      dermoscopy,
      burnClassify,
      histopathology,
      batchSkinCheck,
    ),
  ],
  controllers: [SkinJobsController, SkinBatchController, SkinTwinsController, OverlayController],
  providers: [SkinAnalysisProcessor, SkinBatchProcessor, SkinSubmissions],
})
export class SkinAnalysisModule {}
