import type { SqlValue } from '../../../platform/sqlite/index.js';
import type { JobRecord } from '../../record/record.js';

/** Columns of `jobs` that are fields of the record; `result` lies in a table of its own. */
export const COLUMNS = [
  'id',
  'owner',
  'type',
  'queue',
  'state',
  'token',
  'attempts',
  'failedAttempts',
  'maximumAttempts',
  'losses',
  'round',
  'sequence',
  'urgent',
  'events',
  'progress',
  'createdAt',
  'queuedAt',
  'updatedAt',
  'claimedAt',
  'startedAt',
  'finishedAt',
  'dueAt',
  'expiresAt',
  'worker',
  'failureClass',
  'error',
  'cancelledFrom',
  'stoppedBy',
  'stoppedInMs',
  'requestId',
  'input',
  'resultBlob',
] as const satisfies readonly (keyof JobRecord)[];

/** A row of `jobs` as SQLite gives it. */
export type JobRow = Omit<JobRecord, 'urgent' | 'progress' | 'result'> & {
  urgent: number;
  progress: string | null;
};

/** A field as SQLite takes it. */
export function valueOf(field: JobRecord[keyof JobRecord]): SqlValue {
  return field !== null && typeof field === 'object' ? JSON.stringify(field) : field;
}

/** A row and its result as a record. */
export function recordOf(row: JobRow, result: string | null): JobRecord {
  const record = { result } as Record<string, unknown>;
  for (const column of COLUMNS) record[column] = row[column];
  record.urgent = row.urgent === 1;
  record.progress = row.progress === null ? null : JSON.parse(row.progress);
  return record as unknown as JobRecord;
}
