import type { Readable } from 'node:stream';
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
  /**
   * Keeps something that the attempt made besides its result (a picture, a text, how far it got) under a name of letters,
   * digits, `_`, `-` and `.`. It lives as long as the job; a later attempt finds it with `artefact`.
   */
  readonly keepArtefact: (name: string, body: Readable | Uint8Array) => Promise<void>;
  /** What this or an earlier attempt kept under that name; null when there is nothing. */
  readonly artefact: (name: string) => Promise<Readable | null>;
  /** Names of all that this and earlier attempts kept. */
  readonly artefactNames: () => Promise<string[]>;
  /** Tells the runner how a computation was ended; a task passed whole to ComputePool.run does it by itself. */
  readonly onStopped: (report: StopReport) => void;
}
