import { type JobRecord, type Progress, UNTOUCHED } from '../../record.js';
import type { NewJob } from '../job-store.js';

/** Fields that never change; kept as one text beside the hash, which stays small and tightly packed. */
const SEALED = ['createdAt', 'maximumAttempts', 'urgent', 'requestId', 'input'] as const;
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
  const { id: _id, result: _result, ...fields } = job;
  const sealed = Object.fromEntries(SEALED.map((field) => [field, job[field]]));
  const changing = Object.entries(fields).filter(
    ([field, value]) =>
      !SEALED.includes(field as (typeof SEALED)[number]) && value !== ABSENT[field as keyof JobRecord],
  );
  return { fields: fieldsToSet(Object.fromEntries(changing)).set, sealed: JSON.stringify(sealed) };
}

/** A partial record as fields to write and, where a value is what absence means, fields to remove. */
export function fieldsToSet(partial: Partial<JobRecord>): { set: string[]; clear: string[] } {
  const set: string[] = [];
  const clear: string[] = [];
  for (const [field, value] of Object.entries(partial)) {
    if (field === 'result') continue;
    if (value === null || value === ABSENT[field as keyof JobRecord]) clear.push(field);
    else set.push(field, field === 'progress' ? packProgress(value as Progress) : String(value));
  }
  return { set, clear };
}

/** The record of that id; null when there is none. */
export function recordOf(id: string, [flat, sealed, result]: StoredRecord): JobRecord | null {
  if (flat.length === 0 || sealed === null) return null;
  const record: Record<string, unknown> = { id, ...ABSENT, ...JSON.parse(sealed), result: result ?? null };
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
