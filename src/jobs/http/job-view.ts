import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { errorType, FAILURES, type FailureClass } from '../../platform/failure.js';
import type { JobRecord, Progress } from '../record/record.js';
import type { WaitEstimate } from '../statistics/statistics.js';

/** A job's state in the words of `/jobs/*`. */
export const JOB_WORDS = [
  'PENDING',
  'STARTED',
  'PROGRESS',
  'RETRY',
  'SUCCESS',
  'FAILURE',
  'REVOKED',
] as const;
export type JobWord = (typeof JOB_WORDS)[number];

export class ProgressView {
  @ApiProperty({ minimum: 0, maximum: 100, example: 45 })
  percent!: number;
  @ApiProperty({ example: 'Reading page 3 of 10' })
  status!: string;
  @ApiPropertyOptional({ example: 3 })
  current?: number;
  @ApiPropertyOptional({ example: 10 })
  total?: number;
}

export class SecondsRange {
  @ApiProperty({ example: 2 })
  from!: number;
  @ApiProperty({ example: 6 })
  to!: number;
}

/** The canonical job as `/jobs/*` shows it. */
export class JobView {
  @ApiProperty({ format: 'uuid', example: '0192f3a4-5b6c-7d8e-9f01-23456789abcd' })
  job_id!: string;
  @ApiProperty({ enum: JOB_WORDS, example: 'PROGRESS' })
  status!: JobWord;
  @ApiProperty({ example: 'lab-report' })
  type!: string;
  @ApiProperty({ example: 'blood_analysis_queue' })
  queue!: string;
  @ApiProperty({ type: ProgressView, nullable: true })
  progress!: ProgressView | null;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'On SUCCESS.' })
  result?: Record<string, unknown> | null;
  @ApiPropertyOptional({ description: 'On FAILURE, and the last error on RETRY.' })
  error?: string;
  @ApiPropertyOptional({ example: 'TimeLimitExceeded' })
  error_type?: string;
  @ApiPropertyOptional({ enum: Object.keys(FAILURES) })
  failure_class?: FailureClass;
  @ApiPropertyOptional()
  retry_helps?: boolean;
  @ApiPropertyOptional()
  advice?: string;
  @ApiProperty({ description: 'Attempts begun.', example: 1 })
  attempts!: number;
  @ApiProperty({ example: 3 })
  max_attempts!: number;
  @ApiProperty({ description: 'Attempts that failed.', example: 0 })
  retry_count!: number;
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  @ApiProperty({ format: 'date-time', nullable: true })
  started_at!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true })
  finished_at!: string | null;
  @ApiPropertyOptional({ format: 'date-time', description: 'When the next attempt is due, on RETRY.' })
  retry_at?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When the job and its files will be removed.' })
  expires_at?: string;
  @ApiPropertyOptional({ description: 'Place in the queue, 1 is next.', example: 4 })
  position?: number;
  @ApiPropertyOptional({ type: SecondsRange })
  estimated_wait_seconds?: SecondsRange;
}

/** The word for a job's state. */
export function jobWord(record: Pick<JobRecord, 'state' | 'progress'>): JobWord {
  switch (record.state) {
    case 'waiting':
    case 'delayed':
      return 'PENDING';
    case 'active':
      return record.progress ? 'PROGRESS' : 'STARTED';
    case 'retrying':
      return 'RETRY';
    case 'completed':
      return 'SUCCESS';
    case 'failed':
      return 'FAILURE';
    case 'cancelled':
      return 'REVOKED';
  }
}

/** A failure as every surface that shows it spells it out; empty when there is none. */
export function failureMembers(
  record: Pick<JobRecord, 'failureClass' | 'error' | 'state'>,
): Pick<JobView, 'error' | 'error_type' | 'failure_class' | 'retry_helps' | 'advice'> {
  if (!record.failureClass || (record.state !== 'failed' && record.state !== 'retrying')) return {};
  const { retryHelps, advice } = FAILURES[record.failureClass];
  return {
    error: record.error ?? advice,
    error_type: errorType(record.failureClass),
    failure_class: record.failureClass,
    retry_helps: retryHelps,
    advice,
  };
}

/** The view; `result` is given once the job has completed, `wait` while it waits. */
export function viewJob(
  record: JobRecord,
  { result, wait }: { result?: Record<string, unknown> | null; wait?: WaitEstimate | null } = {},
): JobView {
  return {
    job_id: record.id,
    status: jobWord(record),
    type: record.type,
    queue: record.queue,
    progress: progressView(record),
    ...(result === undefined ? {} : { result }),
    ...failureMembers(record),
    attempts: record.attempts,
    max_attempts: record.maximumAttempts,
    retry_count: record.failedAttempts,
    created_at: instant(record.createdAt)!,
    started_at: instant(record.startedAt),
    finished_at: instant(record.finishedAt),
    ...(record.state === 'retrying' && record.dueAt ? { retry_at: instant(record.dueAt)! } : {}),
    ...(record.expiresAt ? { expires_at: instant(record.expiresAt)! } : {}),
    ...(wait ? { position: wait.position, estimated_wait_seconds: wait.seconds } : {}),
  };
}

function progressView(record: JobRecord): ProgressView | null {
  if (record.state === 'completed') return { percent: 100, status: 'Completed' };
  return record.progress ? viewProgress(record.progress) : null;
}

export function viewProgress({ percent, words, current, total }: Progress): ProgressView {
  return {
    percent,
    status: words,
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
  };
}

/** Milliseconds since the epoch as `2024-01-27T12:00:00.123Z`. */
export function instant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** The same without a zone and with six digits, as the old Python services wrote it: `2024-01-27T12:00:00.123000`. */
export function pythonInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000');
}
