import type { FailureClass } from '../../platform/failure.js';
import type { JobRecord, Progress, StoppedBy, TimelineLine } from '../record/record.js';
import type { JobEnd, JobEvent } from '../record/transition.js';

export interface Retelling {
  record: JobRecord;
  /** The number of claims up to this line, which is the token of the attempt. */
  token: number;
  end: JobEnd;
  /** When the reconciler should look at a job that is left on its way. */
  reviewAt: number;
}

/** The event that a line of a timeline tells of, so that another store can apply it again. Throws for a `submit`. */
export function eventOf(line: TimelineLine, { record, token, end, reviewAt }: Retelling): JobEvent {
  const details = line.details ?? {};
  const failure = {
    failureClass: details['failure_class'] as FailureClass,
    error: details['error'] as string,
  };
  switch (line.event as JobEvent['type']) {
    case 'claim':
      return { type: 'claim', worker: details['worker'] as string, reviewAt };
    case 'progress':
      return { type: 'progress', token, progress: details as unknown as Progress };
    case 'soft_limit':
      return { type: 'soft_limit', token, limitMs: details['limit_ms'] as number };
    case 'complete':
      return { type: 'complete', token, result: record.result, resultBlob: record.resultBlob, ...end };
    case 'fail':
      return { type: 'fail', token, ...failure, ...end };
    case 'give_up':
      return { type: 'give_up', ...failure, ...end };
    case 'postpone':
      return { type: 'postpone', token, ...failure, dueAt: details['due_at'] as number, reviewAt };
    case 'release':
      return { type: 'release', token, reviewAt };
    case 'cancel':
      return { type: 'cancel', ...end };
    case 'stopped':
      return {
        type: 'stopped',
        by: details['stopped_by'] as StoppedBy,
        milliseconds: details['milliseconds'] as number,
      };
    case 'retry':
      return { type: 'retry', reviewAt };
    default:
      throw new Error(`A timeline cannot be told again from "${line.event}"`);
  }
}
