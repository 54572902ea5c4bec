import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { dermoscopy } from './dermoscopy.job.js';
import { OverlayController } from './overlay.controller.js';
import { SkinAnalysisController } from './skin-analysis.controller.js';
import { SkinAnalysisProcessor } from './skin-analysis.processor.js';
import { SkinSubmissions } from './skin-submissions.js';

/** Skin images: measurements and classifications. */
@Module({
  imports: [JobsModule.declare(dermoscopy)],
  controllers: [SkinAnalysisController, OverlayController],
  providers: [SkinAnalysisProcessor, SkinSubmissions],
})
export class SkinAnalysisModule {}
