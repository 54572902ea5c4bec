import { v7 as uuidv7 } from 'uuid';
import type { NewJob } from '../store/job-store.js';

/** A job as a submit would make it, with what a test cares about. */
export function newJob(values: Partial<NewJob> = {}): NewJob {
  const now = Date.now();
  return {
    id: uuidv7(),
    type: 'ping',
    queue: 'default',
    owner: 'owner-key',
    state: 'waiting',
    token: 0,
    attempts: 0,
    failedAttempts: 0,
    maximumAttempts: 3,
    losses: 0,
    round: 0,
    urgent: false,
    progress: null,
    createdAt: now,
    queuedAt: now,
    updatedAt: now,
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
    requestId: 'request-1',
    input: 'sealed',
    result: null,
    resultBlob: null,
    ...values,
  };
}
