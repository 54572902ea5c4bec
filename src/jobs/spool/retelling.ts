import type { FailureClass } from '../../platform/failure.js';
import {
  type JobRecord,
  type Progress,
  type StoppedBy,
  type TimelineLine,
  UNTOUCHED,
} from '../record/record.js';
import type { EventType, JobEnd, JobEvent } from '../record/transition.js';
import type { JobStore, NewJob } from '../store/job-store.js';

/** The reconciler looks at a job that was left on its way after this time. */
const REVIEW_MS = 60_000;

export interface Retelling {
  from: JobStore;
  to: JobStore;
  /** The job as it is in `from`; what comes later is not told. */
  record: JobRecord;
  /** What an end that is told again says, where the record does not. */
  end: JobEnd;
}

/**
 * Gives a job of one store to another: submits it there under its id and applies all that happened to it, at its times. The
 * record and its timeline are then the same in both. One that was cut off goes on where it stopped; nothing is taken away.
 */
export async function retell({ from, to, record, end }: Retelling): Promise<void> {
  const blobs = await from.blobsOf(record.id);
  await to.create(asSubmitted(record), {
    maximumWaiting: Number.MAX_SAFE_INTEGER,
    reviewAt: Date.now() + REVIEW_MS,
    blobs: inputsOf(blobs),
    unlessKnown: true,
  });
  const told = (await to.get(record.id))?.events ?? 0;
  const lines = (await from.timeline(record.id)).slice(0, record.events);
  const lastClaim = lines.findLast(({ event }) => event === 'claim');
  let token = 0;
  for (const line of lines) {
    if (line.event === 'claim') token++;
    if (line.n > told) await to.apply(record.id, eventOf(line, token, record, end), line.at);
    if (line === lastClaim) await keepArtefacts(to, record.id, token, blobs);
  }
}

/** The event that a line of a timeline tells of. `token` counts the claims up to it. */
function eventOf(
  line: TimelineLine,
  token: number,
  record: JobRecord,
  { expiresAt, reviewAt }: JobEnd,
): JobEvent {
  const details = line.details ?? {};
  const failure = {
    failureClass: details['failure_class'] as FailureClass,
    error: details['error'] as string,
  };
  const end = { expiresAt: record.expiresAt ?? expiresAt, reviewAt };
  const review = { reviewAt: Date.now() + REVIEW_MS };
  const type = line.event as EventType;
  switch (type) {
    case 'claim':
      return { type, worker: details['worker'] as string, ...review };
    case 'progress':
      return { type, token, progress: details as unknown as Progress };
    case 'soft_limit':
      return { type, token, limitMs: details['limit_ms'] as number };
    case 'complete':
      return { type, token, result: record.result, resultBlob: record.resultBlob, ...end };
    case 'fail':
      return { type, token, ...failure, ...end };
    case 'give_up':
      return { type, ...failure, ...end };
    case 'postpone':
      return { type, token, ...failure, dueAt: details['due_at'] as number, ...review };
    case 'release':
      return { type, token, ...review };
    case 'cancel':
      return { type, ...end };
    case 'stopped':
      return {
        type,
        by: details['stopped_by'] as StoppedBy,
        milliseconds: details['milliseconds'] as number,
      };
    case 'retry':
      return { type, ...review };
  }
}

async function keepArtefacts(
  store: JobStore,
  id: string,
  token: number,
  blobs: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [name, reference] of blobs)
    if (name.startsWith('artefact/')) await store.keepBlob(id, token, name, reference);
}

/** The record as it was when it was submitted. */
function asSubmitted(record: JobRecord): NewJob {
  const { id, type, queue, owner, maximumAttempts, urgent, createdAt, requestId, input } = record;
  return {
    id,
    type,
    queue,
    owner,
    state: 'waiting',
    maximumAttempts,
    urgent,
    createdAt,
    queuedAt: createdAt,
    updatedAt: createdAt,
    requestId,
    input,
    ...UNTOUCHED,
  };
}

function inputsOf(blobs: ReadonlyMap<string, string>): string[] {
  const names = [...blobs.keys()].filter((name) => name.startsWith('input/'));
  names.sort((one, other) => Number(one.slice('input/'.length)) - Number(other.slice('input/'.length)));
  return names.map((name) => blobs.get(name)!);
}
