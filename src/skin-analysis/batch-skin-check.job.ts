import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { defineJob, type InputFile, QUEUES } from '../jobs/index.js';
import { FormBoolean } from '../platform/http/index.js';
import { MOST_IMAGES } from './batch/batch.js';
import { BatchResultView } from './skin-analysis.dto.js';

export class BatchSkinCheckInput {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'binary' },
    minItems: 1,
    maxItems: MOST_IMAGES,
    description: 'One to fifty images.',
  })
  files!: InputFile[];

  @ApiPropertyOptional({
    type: 'string',
    description: 'JSON array with the place of each image, in the order of the files.',
    example: '["upper back", "left arm"]',
  })
  @Transform(readJson)
  @IsArray({ message: 'body_locations must be a JSON array of texts' })
  @ArrayMaxSize(MOST_IMAGES)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @IsOptional()
  body_locations?: string[];

  @ApiPropertyOptional({ description: 'Refuse weak photographs, each by itself.', default: false })
  @FormBoolean()
  @IsOptional()
  strict?: boolean;
}

/** What is no JSON is left as it is, for the validator to refuse. */
function readJson({ value }: TransformFnParams): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const SECOND = 1_000;

/** Judges up to fifty images and ranks them. Its limits are those of so many images one after another. */
export const batchSkinCheck = defineJob({
  name: 'batch-skin-check',
  queue: QUEUES.batch,
  input: BatchSkinCheckInput,
  result: BatchResultView,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  limits: { soft: MOST_IMAGES * 120 * SECOND, hard: MOST_IMAGES * 180 * SECOND },
  estimate: 10 * SECOND,
});
