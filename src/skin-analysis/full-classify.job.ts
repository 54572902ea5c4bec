import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { defineJob, QUEUES } from '../jobs/index.js';
import { FormBoolean, FormNumber } from '../platform/http/index.js';
import { CLASSIFY_STEPS } from './classification/classification.js';
import { FullResultView } from './skin-analysis.dto.js';
import { BodyImageInput } from './skin-image.input.js';

const SEXES = ['female', 'male'] as const;

export class FullClassifyInput extends BodyImageInput {
  @ApiPropertyOptional({ description: 'Let `age` and `sex` weigh in the judgement.', default: true })
  @FormBoolean()
  @IsOptional()
  enable_multimodal?: boolean;

  @ApiPropertyOptional({ minimum: 0, maximum: 120, example: 55 })
  @FormNumber(0, 120)
  @IsOptional()
  age?: number;

  @ApiPropertyOptional({ enum: SEXES })
  @Transform(({ value }: TransformFnParams): unknown => (value === '' ? undefined : value))
  @IsIn(SEXES)
  @IsOptional()
  sex?: (typeof SEXES)[number];
}

/** Classes, measurements and what moved the judgement. */
export const fullClassify = defineJob({
  name: 'full-classify',
  queue: QUEUES.analysis,
  input: FullClassifyInput,
  result: FullResultView,
  steps: CLASSIFY_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 15_000,
});
