import { v7 as uuidv7 } from 'uuid';
import { UNTOUCHED } from '../record/record.js';
import type { NewJob } from '../store/job-store.js';

/** A job as a submit would make it, with what a test cares about. */
export function newJob(values: Partial<NewJob> = {}): NewJob {
  const now = Date.now();
  return {
    ...UNTOUCHED,
    id: uuidv7(),
    type: 'ping',
    queue: 'default',
    owner: 'owner-key',
    state: 'waiting',
    maximumAttempts: 3,
    urgent: false,
    createdAt: now,
    queuedAt: now,
    updatedAt: now,
    requestId: 'request-1',
    input: 'sealed',
    ...values,
  };
}
