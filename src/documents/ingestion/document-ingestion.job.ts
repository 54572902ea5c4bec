import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { defineJob, QUEUES } from '../../jobs/index.js';
import { IngestionResultView } from './ingestion.dto.js';
import { INGESTION_STEPS } from './ingestion.js';
import { viewTask } from './ingestion.presenter.js';

/** Tasks of this priority and above go to the front of the queue. */
export const URGENT_PRIORITY = 3;

export class DocumentIngestionInput {
  @ApiProperty({ maxLength: 200, example: 'doc-123' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  document_id!: string;

  @ApiProperty({ maxLength: 200, description: 'Kept and given back; it gives no rights.', example: 'user-7' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  user_id!: string;

  @ApiProperty({ maxLength: 500, example: 'report.pdf' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  file_name!: string;

  @ApiProperty({
    maxLength: 1024,
    description: 'Key of the file in the object storage.',
    example: 'uploads/report.pdf',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  r2_key!: string;

  @ApiProperty({
    maxLength: 200,
    description: 'Kept; what the file is, is judged by its content.',
    example: 'application/pdf',
  })
  @IsString()
  @MaxLength(200)
  content_type!: string;

  @ApiPropertyOptional({ minimum: 0 })
  @IsInt()
  @Min(0)
  @IsOptional()
  file_size?: number;

  @ApiPropertyOptional({
    maxLength: 2048,
    description:
      'Gets a signed POST with the status of the task when it has ended; http or https, a public address.',
    example: 'https://example.com/hooks/documents',
  })
  @IsString()
  @MaxLength(2048)
  @IsOptional()
  callback_url?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 10,
    default: 1,
    description: '3 and more go to the front of the queue.',
  })
  @IsInt()
  @Min(0)
  @Max(10)
  @IsOptional()
  priority?: number;

  @ApiPropertyOptional({
    minimum: 200,
    maximum: 20_000,
    default: 1_500,
    description: 'Most characters of a chunk.',
  })
  @IsInt()
  @Min(200)
  @Max(20_000)
  @IsOptional()
  chunk_size?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 2_000,
    default: 150,
    description: 'Characters that chunks share.',
  })
  @IsInt()
  @Min(0)
  @Max(2_000)
  @IsOptional()
  chunk_overlap?: number;
}

/** Turns a document of the object storage into text with structure, and into chunks for retrieval. */
export const documentIngestion = defineJob({
  name: 'document-ingestion',
  queue: QUEUES.ingestion,
  input: DocumentIngestionInput,
  result: IngestionResultView,
  steps: INGESTION_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 2_000 },
  estimate: 5_000,
  callback: { urlOf: (input) => input.callback_url, view: viewTask },
});
