import { type JobRecord, type Progress, UNTOUCHED } from '../../record/record.js';
import type { NewJob } from '../job-store.js';

/**
 * Fields of a new job that may change later. Those that never do (`createdAt`, `maximumAttempts`, `urgent`, `requestId`,
 * `input`) are one text beside the hash, which stays small and tightly packed.
 */
const CHANGING = [
  'type',
  'queue',
  'owner',
  'state',
  'queuedAt',
  'updatedAt',
  ...(Object.keys(UNTOUCHED).filter((field) => field !== 'result') as (keyof typeof UNTOUCHED)[]),
] as const;
const TEXT = new Set<string>([
  'type',
  'queue',
  'owner',
  'state',
  'worker',
  'failureClass',
  'error',
  'cancelledFrom',
  'stoppedBy',
  'resultBlob',
]);
/** What a field is that the hash does not hold. */
const ABSENT: Partial<JobRecord> = UNTOUCHED;

/** A record as Redis gives it: the hash as a flat list, the sealed part, the result. */
export type StoredRecord = [flat: string[], sealed: string | null, result?: string | null];

/** A new job as a flat list of hash fields and values, and its sealed part. */
export function fieldsOfNewJob(job: NewJob): { fields: string[]; sealed: string } {
  const fields: string[] = [];
  for (const field of CHANGING) {
    const value = job[field];
    if (value !== null && value !== ABSENT[field]) fields.push(field, stored(field, value));
  }
  const { createdAt, maximumAttempts, urgent, requestId, input } = job;
  return { fields, sealed: JSON.stringify({ createdAt, maximumAttempts, urgent, requestId, input }) };
}

/** A partial record as fields to write and, where a value is what absence means, fields to remove. */
export function fieldsToSet(partial: Partial<JobRecord>): { set: string[]; clear: string[] } {
  const set: string[] = [];
  const clear: string[] = [];
  for (const [field, value] of Object.entries(partial)) {
    if (field === 'result') continue;
    if (value === null || value === ABSENT[field as keyof JobRecord]) clear.push(field);
    else set.push(field, stored(field, value));
  }
  return { set, clear };
}

function stored(field: string, value: unknown): string {
  return field === 'progress' ? packProgress(value as Progress) : String(value);
}

/** The record of that id; null when there is none. */
export function recordOf(id: string, [flat, sealed, result]: StoredRecord): JobRecord | null {
  if (flat.length === 0 || sealed === null) return null;
  const record: Record<string, unknown> = { ...ABSENT };
  Object.assign(record, { id, result: result ?? null }, JSON.parse(sealed));
  for (let i = 0; i < flat.length; i += 2) {
    const field = flat[i]!;
    const value = flat[i + 1]!;
    if (field === 'progress') record[field] = unpackProgress(value);
    else if (field !== 'key') record[field] = TEXT.has(field) ? value : Number(value);
  }
  return record as unknown as JobRecord;
}

const packProgress = ({ percent, words, step, current, total }: Progress): string =>
  JSON.stringify([percent, words, step ?? null, current ?? null, total ?? null]);

function unpackProgress(packed: string): Progress {
  const [percent, words, step, current, total] = JSON.parse(packed) as [
    number,
    string,
    ...(string | number | null)[],
  ];
  const optional = Object.entries({ step, current, total }).filter(([, value]) => value !== null);
  return { percent, words, ...Object.fromEntries(optional) };
}
