import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { FormBoolean } from '../../platform/http/index.js';
import { JOB_WORDS, JobView, type JobWord } from './job-view.js';

const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export class ResultQuery {
  @ApiPropertyOptional({ description: 'Wait for the end of the job.', default: false })
  @FormBoolean()
  @IsOptional()
  wait?: boolean;

  @ApiPropertyOptional({ description: 'Seconds to wait.', minimum: 0, maximum: 120, default: 30 })
  @Transform(wholeNumber)
  @IsInt()
  @Min(0)
  @Max(120)
  @IsOptional()
  timeout?: number;
}

export class ListJobsQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 20 })
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(100)
  @IsOptional()
  limit?: number;

  @ApiPropertyOptional({ enum: JOB_WORDS })
  @IsIn(JOB_WORDS)
  @IsOptional()
  status?: JobWord;

  @ApiPropertyOptional({ example: 'lab-report' })
  @IsString()
  @IsOptional()
  type?: string;

  @ApiPropertyOptional({ example: 'blood_analysis_queue' })
  @IsString()
  @IsOptional()
  queue?: string;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before.' })
  @Matches(/^[0-9a-f-]{36}$/, { message: 'cursor must be the next_cursor of the page before' })
  @IsOptional()
  cursor?: string;
}

export class JobList {
  @ApiProperty({ type: [JobView], description: 'Newest first, without results.' })
  jobs!: JobView[];
  @ApiProperty({ example: 42 })
  total!: number;
  @ApiProperty({ nullable: true, type: String })
  next_cursor!: string | null;
}

export class CancelledJob {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: ['REVOKED'] })
  status!: 'REVOKED';
  @ApiProperty({ enum: JOB_WORDS, description: 'What the job was when the cancel reached it.' })
  was!: JobWord;
  @ApiProperty({ enum: ['before_start', 'signal', 'kill'], nullable: true })
  stopped_by!: string | null;
  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Milliseconds until the attempt had really ended.',
    example: 12,
  })
  stopped_in_ms!: number | null;
}

export class RetriedJob {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: ['PENDING'] })
  status!: 'PENDING';
  @ApiProperty()
  message!: string;
}

export class ErasedJob {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { record: true, timeline: true, blobs: 2 },
  })
  erased!: { record: true; timeline: true; blobs: number };
}

export class TimelineEntry {
  @ApiProperty({ example: 2 })
  n!: number;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({ example: 'claim' })
  event!: string;
  @ApiProperty({ enum: JOB_WORDS })
  status!: JobWord;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  details?: Record<string, unknown>;
}

export class JobTimeline {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ type: [TimelineEntry] })
  events!: TimelineEntry[];
}

export class JobsHealth {
  @ApiProperty()
  redis_connected!: boolean;
  @ApiProperty({ example: 2 })
  workers_available!: number;
  @ApiProperty({ example: ['host-4711@host'] })
  workers!: string[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { default: 0, analysis: 3 },
  })
  queues!: Record<string, number>;
  @ApiProperty({ enum: ['healthy', 'degraded', 'unhealthy'] })
  status!: 'healthy' | 'degraded' | 'unhealthy';
  @ApiProperty({ enum: ['redis', 'embedded'] })
  backend!: 'redis' | 'embedded';
  @ApiProperty({ example: 'file-wal-normal' })
  durability!: string;
  @ApiPropertyOptional({ example: 'No workers available' })
  warning?: string;
}

export class Percentiles {
  @ApiProperty({ nullable: true, type: Number })
  p50!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  p95!: number | null;
}

export class StatisticsView {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  counts!: Record<string, number>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'Never fall.' })
  totals!: Record<string, number>;
  @ApiProperty({ description: 'Jobs ended a minute, over the last hour.' })
  throughput_per_minute!: number;
  @ApiProperty({ type: Percentiles })
  run_ms!: Percentiles;
  @ApiProperty({ type: Percentiles })
  wait_ms!: Percentiles;
  @ApiProperty({ nullable: true, type: Number })
  failure_rate!: number | null;
}

export class JobsStatistics {
  @ApiProperty({ type: 'object', additionalProperties: true })
  queues!: Record<string, StatisticsView>;
  @ApiProperty({ type: 'object', additionalProperties: true })
  types!: Record<string, StatisticsView>;
}

export class SubmittedJob {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: JOB_WORDS, example: 'PENDING' })
  status!: JobWord;
  @ApiProperty()
  message!: string;
  @ApiProperty({ example: '/jobs/status/0192f3a4-5b6c-7d8e-9f01-23456789abcd' })
  poll_url!: string;
  @ApiProperty({ example: '/jobs/result/0192f3a4-5b6c-7d8e-9f01-23456789abcd' })
  result_url!: string;
  @ApiProperty({ example: 5 })
  estimated_time_seconds!: number;
  @ApiProperty({ example: 'analysis' })
  queue!: string;
  @ApiPropertyOptional({
    enum: ['file'],
    description: 'There while Redis is away: the job lies in a file of this machine until Redis is back.',
  })
  durability?: 'file';
}
