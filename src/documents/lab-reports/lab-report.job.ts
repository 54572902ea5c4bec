import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { defineJob, type InputFile, QUEUES } from '../../jobs/index.js';
import { LAB_REPORT_FORMATS } from './exports/formats.js';
import { LAB_REPORT_STEPS } from './lab-report.js';
import { LabReportResultView } from './lab-reports.dto.js';

export const DEFAULT_QUERY = 'Summarise my Blood Test Report';

export class LabReportInput {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description: 'The report as PDF, scanned or not, or as a picture (PNG, JPEG, TIFF, WebP).',
  })
  file!: InputFile;

  @ApiPropertyOptional({ default: DEFAULT_QUERY, maxLength: 2_000 })
  @IsString()
  @MaxLength(2_000)
  @IsOptional()
  query: string = DEFAULT_QUERY;
}

/** Reads a blood-test report (PDF or picture) and explains what stands out. */
export const labReport = defineJob({
  name: 'lab-report',
  queue: QUEUES.labReports,
  input: LabReportInput,
  result: LabReportResultView,
  steps: LAB_REPORT_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 3_000,
  formats: LAB_REPORT_FORMATS,
});
