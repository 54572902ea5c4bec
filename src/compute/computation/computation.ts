/** One report of how far a computation has come; every member is optional and kept as it is given. */
export interface ComputeProgress {
  /** 0–100. */
  percent?: number;
  /** Name of the step that begins now, one of the job's declared steps. */
  step?: string;
  /** Words for the person who waits. */
  words?: string;
  /** Units done and units in all, for example pages or images. */
  current?: number;
  total?: number;
}

/** What a computation may do besides computing. */
export interface ComputationContext {
  /** Reports progress. A new step or new words always get through; bare numbers at most every 50 ms. */
  progress(update: ComputeProgress): void;
  /**
   * Hands over something that is worth keeping before the end (the text of a page, a picture), under a name. What was
   * handed over is kept even when the computation is killed right after.
   */
  keep(name: string, body: Uint8Array): void;
  /** Tells the operator something worth a line in the log. No personal data. */
  warn(message: string): void;
  /** 1 for the first attempt of the job, 2 for its first retry, … */
  readonly attempt: number;
}

/** Where a child process finds a computation. `Input` and `Output` exist for the compiler only. */
export interface ComputationReference<Input, Output> {
  /** `file:` address of the module that exports it. */
  readonly module: string;
  /** Name under which the module exports it; also its name in the log. */
  readonly name: string;
  readonly perform?: (input: Input, context: ComputationContext) => Output | Promise<Output>;
}

/** A computation as its own module sees it: callable in place (unit tests) and addressable from another process. */
export interface Computation<Input, Output> extends ComputationReference<Input, Output> {
  readonly perform: (input: Input, context: ComputationContext) => Output | Promise<Output>;
}

/**
 * Declares a function that runs in a compute child. Export the constant under the very name given here, from a
 * module whose imports are cheap: the child imports it and calls `perform`.
 *
 * Input and output travel by structured clone: plain objects, Buffers and typed arrays; no functions, no class instances.
 *
 * @param module always `import.meta.url`
 * @param name the name of the exported constant
 */
export function defineComputation<Input, Output>(
  module: string,
  name: string,
  perform: (input: Input, context: ComputationContext) => Output | Promise<Output>,
): Computation<Input, Output> {
  return { module, name, perform };
}
