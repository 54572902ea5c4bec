import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const TASK_WORDS = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;

export class DocumentDetails {
  @ApiProperty({ example: 'pdf', description: 'What the file is, by its content.' })
  type!: string;
  @ApiProperty()
  pages!: number;
  @ApiProperty()
  words!: number;
  @ApiProperty({ type: String, nullable: true, example: 'en', description: 'Null where it cannot be told.' })
  language!: string | null;
  @ApiPropertyOptional()
  title?: string;
  @ApiProperty({ description: 'Size of the object as it was read.' })
  bytes!: number;
  @ApiProperty({ description: 'Of the object as it was read, in hexadecimal.' })
  sha256!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, description: 'Blocks by type.' })
  blocks!: Record<string, number>;
}

export class IngestionResultView {
  @ApiProperty({ type: DocumentDetails })
  document!: DocumentDetails;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  content_urls!: Record<'markdown' | 'text' | 'json', string>;
  @ApiProperty({ type: 'object', properties: { count: { type: 'number' }, url: { type: 'string' } } })
  chunks!: { count: number; url: string };
  @ApiProperty({ type: [Number], description: 'Pages whose text was recognised from their picture.' })
  ocr_pages!: number[];
  @ApiProperty({ type: 'array', items: { type: 'object' } })
  models!: { name: string; version: string; kind: string }[];
  @ApiProperty({ type: [String] })
  warnings!: string[];
}

export class QueuedTask {
  @ApiProperty({ format: 'uuid' })
  task_id!: string;
  @ApiProperty({ example: 'queued' })
  status!: 'queued';
  @ApiProperty()
  document_id!: string;
  @ApiProperty({ example: 'Document queued for processing' })
  message!: string;
  @ApiProperty({ example: '/api/documents/task/0192f3a4-5b6c-7d8e-9f01-23456789abcd/status' })
  status_url!: string;
  @ApiPropertyOptional({ type: [String] })
  warnings?: string[];
}

export class TaskProgress {
  @ApiProperty()
  percent!: number;
  @ApiProperty()
  message!: string;
  @ApiPropertyOptional()
  current?: number;
  @ApiPropertyOptional()
  total?: number;
}

export class TaskStatus {
  @ApiProperty({ format: 'uuid' })
  task_id!: string;
  @ApiProperty({ enum: TASK_WORDS })
  status!: (typeof TASK_WORDS)[number];
  @ApiProperty()
  document_id!: string;
  @ApiProperty()
  user_id!: string;
  @ApiProperty()
  file_name!: string;
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  @ApiProperty({ format: 'date-time', nullable: true })
  started_at!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true })
  completed_at!: string | null;
  @ApiProperty()
  retry_count!: number;
  @ApiProperty()
  max_retries!: number;
  @ApiPropertyOptional({ type: TaskProgress })
  progress?: TaskProgress;
  @ApiPropertyOptional({ type: IngestionResultView })
  result?: Record<string, unknown>;
  @ApiPropertyOptional()
  error_message?: string;
  @ApiPropertyOptional()
  error_type?: string;
}

export class IngestionStatistics {
  @ApiProperty()
  pending_tasks!: number;
  @ApiProperty()
  processing_tasks!: number;
  @ApiProperty({ description: 'Never falls.' })
  total_completed!: number;
  @ApiProperty({ description: 'Never falls.' })
  total_failed!: number;
  @ApiProperty({ description: 'Failed tasks that wait for a retry by hand or their removal.' })
  dead_letter_tasks!: number;
  @ApiProperty({ example: 'document_ingestion' })
  queue_name!: string;
}

export class RetriedTask {
  @ApiProperty({ format: 'uuid' })
  task_id!: string;
  @ApiProperty({ example: 'queued' })
  status!: 'queued';
}
