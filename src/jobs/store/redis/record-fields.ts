import type { JobRecord } from '../../record.js';
import type { NewJob } from '../job-store.js';

/** Fields that never change; kept as one JSON text, as each field of a Redis hash costs about 60 bytes. */
const FIXED = ['createdAt', 'maximumAttempts', 'urgent', 'requestId', 'input'] as const;
const TEXT = new Set<keyof JobRecord>([
  'id',
  'type',
  'queue',
  'owner',
  'state',
  'worker',
  'failureClass',
  'error',
  'cancelledFrom',
  'stoppedBy',
  'result',
  'resultBlob',
]);
const NULLABLE: Partial<JobRecord> = {
  progress: null,
  claimedAt: null,
  startedAt: null,
  finishedAt: null,
  dueAt: null,
  expiresAt: null,
  worker: null,
  failureClass: null,
  error: null,
  cancelledFrom: null,
  stoppedBy: null,
  stoppedInMs: null,
  result: null,
  resultBlob: null,
};

/** A new job as a flat list of hash fields and values. */
export function fieldsOfNewJob(job: NewJob): string[] {
  const fixed = Object.fromEntries(FIXED.map((field) => [field, job[field]]));
  const changing = Object.entries(job).filter(([field]) => !FIXED.includes(field as (typeof FIXED)[number]));
  return [...fieldsToSet(Object.fromEntries(changing)).set, 'fixed', JSON.stringify(fixed)];
}

/** A partial record as fields to write and, where a value is null, fields to remove. */
export function fieldsToSet(partial: Partial<JobRecord>): { set: string[]; clear: string[] } {
  const set: string[] = [];
  const clear: string[] = [];
  for (const [field, value] of Object.entries(partial)) {
    if (value === null || value === undefined) clear.push(field);
    else set.push(field, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return { set, clear };
}

/** A flat list of hash fields and values as a record; null when the hash was not there. */
export function recordOf(flat: string[]): JobRecord | null {
  if (flat.length === 0) return null;
  const record: Record<string, unknown> = { ...NULLABLE };
  for (let i = 0; i < flat.length; i += 2) {
    const field = flat[i]!;
    const value = flat[i + 1]!;
    if (field === 'fixed') Object.assign(record, JSON.parse(value));
    else if (field === 'progress') record[field] = JSON.parse(value);
    else if (field !== 'key') record[field] = TEXT.has(field as keyof JobRecord) ? value : Number(value);
  }
  return record as unknown as JobRecord;
}
