import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { defineJob, QUEUES } from '../jobs/index.js';
import { FormNumber } from '../platform/http/index.js';
import { HISTOPATHOLOGY_STEPS } from './histopathology/histopathology.js';
import { HistopathologyResultView } from './skin-analysis.dto.js';
import { SkinImageInput } from './skin-image.input.js';

export class HistopathologyInput extends SkinImageInput {
  @ApiPropertyOptional({ example: 'skin', maxLength: 100 })
  @IsString()
  @MaxLength(100)
  @IsOptional()
  tissue?: string;

  @ApiPropertyOptional({
    description: 'Scale of the upload, from which densities and areas in microns follow.',
    example: 0.5,
    minimum: 0.01,
    maximum: 100,
  })
  @FormNumber(0.01, 100)
  @IsOptional()
  microns_per_pixel?: number;
}

/** Measures a picture of a section stained with hematoxylin and eosin. */
export const histopathology = defineJob({
  name: 'histopathology',
  queue: QUEUES.analysis,
  input: HistopathologyInput,
  result: HistopathologyResultView,
  steps: HISTOPATHOLOGY_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 20_000,
});
