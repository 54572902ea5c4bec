import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AnalyteFlag, Finding, LabReport, ResultModel } from './lab-report.js';

const FLAGS: AnalyteFlag[] = [
  'low',
  'normal',
  'high',
  'critical_low',
  'critical_high',
  'abnormal',
  'unknown',
];

export class ReferenceView {
  @ApiProperty({ nullable: true, type: Number, example: 13 })
  low!: number | null;
  @ApiProperty({ nullable: true, type: Number, example: 17 })
  high!: number | null;
  @ApiProperty({ example: '13.0 - 17.0' })
  text!: string;
  @ApiProperty({ enum: ['report', 'builtin'], description: 'Whose interval it is: printed, or published.' })
  source!: 'report' | 'builtin';
  @ApiPropertyOptional({ type: String, description: 'Where a published interval stands.' })
  citation?: string;
}

export class AnalyteView {
  @ApiProperty({ example: 'Haemoglobin' })
  name!: string;
  @ApiProperty({ nullable: true, type: String, example: 'Hemoglobin' })
  canonical_name!: string | null;
  @ApiProperty({ nullable: true, type: String, example: '718-7' })
  loinc!: string | null;
  @ApiProperty({ nullable: true, type: Number, example: 11.2 })
  value!: number | null;
  @ApiProperty({ example: '11.2' })
  value_text!: string;
  @ApiProperty({ nullable: true, enum: ['<', '>'] })
  comparator!: '<' | '>' | null;
  @ApiProperty({ nullable: true, type: String, example: 'g/dL' })
  unit!: string | null;
  @ApiProperty({ nullable: true, type: String, example: 'g/dL' })
  ucum_unit!: string | null;
  @ApiProperty({ type: ReferenceView })
  reference!: ReferenceView;
  @ApiProperty({ nullable: true, type: String, description: 'As the laboratory printed it.', example: 'L' })
  lab_flag!: string | null;
  @ApiProperty({ enum: FLAGS, example: 'low' })
  flag!: AnalyteFlag;
  @ApiProperty()
  needs_review!: boolean;
  @ApiProperty({ type: [String] })
  reasons!: string[];
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.98 })
  confidence!: number;
  @ApiProperty({ example: 1 })
  page!: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'number' },
    example: [40, 212.5, 555, 224],
    description: '[x0, y0, x1, y1] in PDF points, origin top left.',
  })
  box!: [number, number, number, number];
}

/** What an analysis of a lab report holds. */
export class LabReportResultView {
  @ApiProperty()
  query!: string;
  @ApiProperty()
  analysis!: string;
  @ApiProperty({ type: [String], example: ['haematology'] })
  specialists_consulted!: string[];
  @ApiProperty({ example: 'lab-report.pdf' })
  file_processed!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '`collected_at?`, `reported_at?`, `laboratory?`, `patient`, `analytes`.',
  })
  report!: LabReport;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  findings!: Finding[];
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  models!: ResultModel[];
  @ApiProperty({ type: [String] })
  warnings!: string[];
  @ApiProperty()
  disclaimer!: string;
}

export class LabReportAnswer extends LabReportResultView {
  @ApiProperty({ enum: ['success'] })
  status!: 'success';
}

export class QueuedLabReport {
  @ApiProperty({ enum: ['queued'] })
  status!: 'queued';
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty()
  request_id!: string;
  @ApiProperty({ example: 'Analysis has been queued for processing' })
  message!: string;
  @ApiProperty({ example: '/status/0192f3a4-5b6c-7d8e-9f01-23456789abcd' })
  status_url!: string;
  @ApiProperty({ example: '1-3 minutes' })
  estimated_processing_time!: string;
  @ApiProperty({ example: 'sample.pdf' })
  file_processed!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { file_size_bytes: 704703, timestamp: 1751057413.29, mode: 'asynchronous' },
  })
  processing_info!: { file_size_bytes: number; timestamp: number; mode: 'asynchronous' };
}

export class LabReportStatus {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: ['queued', 'processing', 'completed', 'failed', 'cancelled'] })
  status!: 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';
  @ApiProperty({ example: '2024-01-27T12:00:00.123000', description: 'UTC, without a zone.' })
  created_at!: string;
  @ApiProperty({ example: '2024-01-27T12:00:01.123000' })
  updated_at!: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { percent: 40, message: 'Reading' },
  })
  progress?: { percent: number; message: string };
  @ApiPropertyOptional({ type: LabReportAnswer, description: 'Once completed.' })
  result?: Record<string, unknown>;
  @ApiPropertyOptional({ description: 'Once failed.' })
  error?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  expires_at?: string;
}

export class LabQueueStatistics {
  @ApiProperty()
  queue_enabled!: true;
  @ApiProperty({ example: 3 })
  queue_length!: number;
  @ApiProperty({ enum: ['redis', 'embedded'] })
  backend!: 'redis' | 'embedded';
  @ApiProperty({ enum: ['healthy', 'degraded'] })
  status!: 'healthy' | 'degraded';
}
