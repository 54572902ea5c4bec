import { failureMembers, instant, type JobRecord, type JobState } from '../../jobs/index.js';
import type { TaskStatus } from './ingestion.dto.js';
import type { DocumentNames } from './ingestion.js';

const WORDS: Record<JobState, TaskStatus['status']> = {
  waiting: 'pending',
  delayed: 'pending',
  retrying: 'pending',
  active: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The canonical job as the document ingestion shows a task. */
export function viewTask(
  record: JobRecord,
  input: DocumentNames,
  result: Record<string, unknown> | null,
): TaskStatus {
  const { progress } = record;
  const { error, error_type: errorType } = failureMembers(record);
  return {
    task_id: record.id,
    status: WORDS[record.state],
    document_id: input.document_id,
    user_id: input.user_id,
    file_name: input.file_name,
    created_at: new Date(record.createdAt).toISOString(),
    started_at: instant(record.startedAt),
    completed_at: instant(record.finishedAt),
    retry_count: record.failedAttempts,
    max_retries: record.maximumAttempts,
    ...(progress && record.state === 'active' && { progress: viewProgress(progress) }),
    ...(result && { result }),
    ...(error && { error_message: error }),
    ...(errorType && { error_type: errorType }),
  };
}

function viewProgress({ percent, words, current, total }: NonNullable<JobRecord['progress']>) {
  return {
    percent,
    message: words,
    ...(current !== undefined && { current }),
    ...(total !== undefined && { total }),
  };
}
