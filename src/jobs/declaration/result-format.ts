import type { ComputePool } from '../../compute/index.js';

/** What a format may use besides the result. */
export interface ResultContext {
  readonly jobId: string;
  /** When the job completed. */
  readonly issued: Date;
  /** For formats that cost more than a few milliseconds. */
  readonly compute: ComputePool;
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
}

/** A media type besides JSON in which a kind of job can give its result. */
export interface ResultFormat<Result extends object = object> {
  /** Of the file name that a browser saves it under, without the dot. */
  readonly extension: string;
  /** Gets the result as it is stored, with its receipt. */
  render(result: Result, context: ResultContext): string | Uint8Array | Promise<string | Uint8Array>;
}

/** By media type, without parameters: `application/pdf`. */
export type ResultFormats<Result extends object = object> = Readonly<Record<string, ResultFormat<Result>>>;
