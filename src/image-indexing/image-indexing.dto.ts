import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const PRODUCT_WORDS = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;

export class IndexedProductView {
  @ApiProperty()
  product_id!: string;
  @ApiProperty({
    description: 'A later submit or delete of the product stands in the index; this one changed nothing.',
  })
  superseded!: boolean;
  @ApiProperty({ example: 512 })
  dimensions!: number;
  @ApiProperty({ type: 'array', items: { type: 'object' } })
  models!: { name: string; version: string; kind: string }[];
}

export class QueuedProduct {
  @ApiProperty({ example: 'queued' })
  status!: 'queued';
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty()
  product_id!: string;
  @ApiProperty({ example: 'Product queued for indexing' })
  message!: string;
  @ApiProperty({ example: 'async' })
  processing_mode!: 'async';
  @ApiProperty({ example: '/api/v1/queue/status/0192f3a4-5b6c-7d8e-9f01-23456789abcd' })
  status_url!: string;
}

export class ProductStatus {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: PRODUCT_WORDS })
  status!: (typeof PRODUCT_WORDS)[number];
  @ApiProperty()
  product_id!: string;
  @ApiProperty({ example: '2024-01-27T12:00:00.123456' })
  created_at!: string;
  @ApiProperty({ example: '2024-01-27T12:00:00.123456' })
  updated_at!: string;
  @ApiProperty({ description: 'Attempts that failed.' })
  retry_count!: number;
  @ApiProperty({ type: String, nullable: true })
  error_message!: string | null;
  @ApiPropertyOptional({ description: 'On completed: a later change of the product stands.' })
  superseded?: boolean;
}

class ProductCounts {
  @ApiProperty()
  queued!: number;
  @ApiProperty()
  processing!: number;
  @ApiProperty()
  completed!: number;
  @ApiProperty()
  failed!: number;
  @ApiProperty()
  total!: number;
}

export class ProductQueueStatistics {
  @ApiProperty()
  available!: boolean;
  @ApiProperty({ example: 'image_index_queue' })
  queue_name!: string;
  @ApiProperty()
  pending_in_queue!: number;
  @ApiProperty({ type: ProductCounts })
  jobs!: ProductCounts;
  @ApiProperty({ example: '2024-01-27T12:00:00.123456' })
  timestamp!: string;
}

export class RetriedProduct {
  @ApiProperty({ example: 'retrying' })
  status!: 'retrying';
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ example: 'Job re-queued for processing' })
  message!: string;
}

export class ProductHit {
  @ApiProperty()
  product_id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'Cosine for a picture (1 is the same); for words 0 to 1.' })
  score!: number;
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata!: Record<string, unknown>;
  @ApiPropertyOptional({ type: String, nullable: true })
  description?: string | null;
}

export class ProductHits {
  @ApiProperty({ type: [ProductHit] })
  results!: ProductHit[];
  @ApiProperty({ example: 12 })
  took_ms!: number;
  @ApiProperty({ description: 'What the search went by.', enum: ['image', 'words'] })
  searched_by!: 'image' | 'words';
  @ApiProperty({ description: 'The model or method.', example: 'assay-image-embedding 4 8c7b67510941' })
  method!: string;
}

export class ProductView {
  @ApiProperty()
  product_id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: String, nullable: true })
  description!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata!: Record<string, unknown>;
  @ApiProperty({ format: 'date-time' })
  indexed_at!: string;
  @ApiProperty({ description: 'What made its vector.' })
  embedder!: string;
}
