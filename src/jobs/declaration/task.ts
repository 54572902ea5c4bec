import type { ComputeProgress, StopReport } from '../../compute/index.js';
import type { InputOf, JobDeclaration } from './define-job.js';

/** What a handler gets: its input, a way to report, and the signal that ends it. */
export interface Task<Declaration extends JobDeclaration = JobDeclaration> {
  readonly id: string;
  readonly type: string;
  readonly input: InputOf<Declaration>;
  /** The attempt's number, from 1. */
  readonly attempt: number;
  readonly requestId: string | null;
  /** Aborted on cancel, at the hard limit and when the worker must stop; the reason is a Failure or a stop. */
  readonly signal: AbortSignal;
  /** Reports how far the work is; `step` names one of the declaration's steps, `percent` is of the whole job. */
  readonly progress: (update: ComputeProgress) => void;
  /** Tells the runner how a computation was ended; a task passed whole to ComputePool.run does it by itself. */
  readonly onStopped: (report: StopReport) => void;
}
