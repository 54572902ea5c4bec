import { type JobRecord, type JobState, pythonInstant } from '../../jobs/index.js';
import { FAILURES } from '../../platform/failure.js';
import type { LabReportStatus } from './lab-reports.dto.js';

type LabReportWord = LabReportStatus['status'];

const WORDS: Record<JobState, LabReportWord> = {
  waiting: 'queued',
  delayed: 'queued',
  retrying: 'queued',
  active: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The canonical job as the blood-test analyser's `/status` shows it. */
export function viewStatus(record: JobRecord, result: Record<string, unknown> | null): LabReportStatus {
  return {
    job_id: record.id,
    status: WORDS[record.state],
    created_at: pythonInstant(record.createdAt),
    updated_at: pythonInstant(record.updatedAt),
    ...(record.progress && record.state === 'active'
      ? { progress: { percent: record.progress.percent, message: record.progress.words } }
      : {}),
    ...(record.state === 'completed' ? { result: viewResult(result ?? {}) } : {}),
    ...(record.state === 'failed' && record.failureClass
      ? { error: record.error ?? FAILURES[record.failureClass].advice }
      : {}),
    ...(record.expiresAt ? { expires_at: pythonInstant(record.expiresAt) } : {}),
  };
}

/** A finished analysis, as `/analyze` answers it and `/status` holds it. */
export function viewResult(result: Record<string, unknown>): Record<string, unknown> {
  return { status: 'success', ...result };
}

/** Seconds as people say them: `1-3 minutes`, `about 5 seconds`. */
export function inWords({ from, to }: { from: number; to: number }): string {
  const minutes = to >= 60;
  const [low, high] = minutes
    ? [Math.max(1, Math.floor(from / 60)), Math.ceil(to / 60)]
    : [Math.max(1, from), Math.max(1, to)];
  const unit = minutes ? 'minute' : 'second';
  if (low === high) return `about ${high} ${unit}${high === 1 ? '' : 's'}`;
  return `${low}-${high} ${unit}s`;
}
