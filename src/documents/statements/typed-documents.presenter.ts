import { failureMembers, instant, type JobRecord, type JobState } from '../../jobs/index.js';
import type { DocumentStatus } from './typed-documents.dto.js';

const WORDS: Record<JobState, [DocumentStatus['status'], DocumentStatus['state']]> = {
  waiting: ['queued', 'PENDING'],
  delayed: ['queued', 'PENDING'],
  retrying: ['queued', 'PENDING'],
  active: ['processing', 'PROCESSING'],
  completed: ['completed', 'SUCCESS'],
  failed: ['failed', 'FAILURE'],
  cancelled: ['cancelled', 'REVOKED'],
};

/** The canonical job as `/job/:id/status` shows it. */
export function viewStatus(record: JobRecord, result: Record<string, unknown> | null): DocumentStatus {
  const [status, state] = WORDS[record.state];
  const { error, error_type } = record.state === 'failed' ? failureMembers(record) : {};
  return {
    job_id: record.id,
    status,
    state,
    progress: record.state === 'completed' ? 100 : (record.progress?.percent ?? 0),
    message: messageOf(record, error),
    ...(record.state === 'completed' ? { result: result ?? {} } : {}),
    ...(error === undefined ? {} : { error }),
    ...(error_type === undefined ? {} : { error_type }),
    ...(record.expiresAt ? { expires_at: instant(record.expiresAt)! } : {}),
  };
}

function messageOf(record: JobRecord, error: string | undefined): string {
  switch (record.state) {
    case 'waiting':
    case 'delayed':
      return 'Job is waiting to be processed';
    case 'retrying':
      return 'Job is waiting for its next attempt';
    case 'active':
      return record.progress?.words ?? 'Processing started';
    case 'completed':
      return 'Processing completed successfully';
    case 'failed':
      return `Processing failed: ${error}`;
    case 'cancelled':
      return 'Processing was cancelled';
  }
}
