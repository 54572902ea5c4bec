import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { defineJob, QUEUES } from '../jobs/index.js';
import { FormNumber } from '../platform/http/index.js';
import { DERMOSCOPY_STEPS } from './dermoscopy/dermoscopy.js';
import { DermoscopyResultView } from './skin-analysis.dto.js';
import { BodyImageInput } from './skin-image.input.js';

export class DermoscopyInput extends BodyImageInput {
  @ApiPropertyOptional({
    description: 'Scale of the upload, from which `diameter_mm` and `area_mm2` follow.',
    example: 60,
    minimum: 0.1,
    maximum: 10_000,
  })
  @FormNumber(0.1, 10_000)
  @IsOptional()
  pixels_per_mm?: number;
}

/** Finds and measures the lesion of a dermoscopic image. */
export const dermoscopy = defineJob({
  name: 'dermoscopy',
  queue: QUEUES.analysis,
  input: DermoscopyInput,
  result: DermoscopyResultView,
  steps: DERMOSCOPY_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 10_000,
});
