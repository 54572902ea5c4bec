import fc from 'fast-check';
import type { EventType, JobEvent } from '../record/transition.js';

const TIME = 1_800_000_000_000;

/** One event of each type, as a process that holds `token` would send it. */
export function sampleEvent(type: EventType, token: number): JobEvent {
  switch (type) {
    case 'claim':
      return { type, worker: 'worker-1', reviewAt: TIME };
    case 'progress':
      return { type, token, progress: { percent: 40, words: 'Reading "page" 4', current: 4, total: 10 } };
    case 'soft_limit':
      return { type, token, limitMs: 120_000 };
    case 'complete':
      return { type, token, result: 'sealed result', resultBlob: null, expiresAt: TIME, reviewAt: null };
    case 'fail':
      return {
        type,
        token,
        failureClass: 'bad_input',
        error: 'It is "no" PDF\nat all.',
        expiresAt: TIME,
        reviewAt: null,
      };
    case 'postpone':
      return { type, token, failureClass: 'bug', error: 'Oops', dueAt: TIME, reviewAt: TIME + 1 };
    case 'release':
      return { type, token, reviewAt: TIME };
    case 'give_up':
      return { type, failureClass: 'worker_lost', error: 'Lost', expiresAt: TIME, reviewAt: null };
    case 'cancel':
      return { type, expiresAt: TIME, reviewAt: null };
    case 'stopped':
      return { type, by: 'kill', milliseconds: 12 };
    case 'retry':
      return { type, reviewAt: TIME };
  }
}

const TYPES: EventType[] = [
  'claim',
  'progress',
  'soft_limit',
  'complete',
  'fail',
  'postpone',
  'release',
  'give_up',
  'cancel',
  'stopped',
  'retry',
];

/** Random histories: event types with how far behind the newest token the sender is (0: it holds the job). */
export const histories = fc.array(
  fc.record({ type: fc.constantFrom(...TYPES), behind: fc.constantFrom(0, 0, 0, 1) }),
  { maxLength: 14 },
);
