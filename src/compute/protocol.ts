import type { ComputeProgress } from './computation/index.js';

/** The parent's only message: one task. The child does one at a time. */
export interface Assignment {
  module: string;
  name: string;
  input: unknown;
  attempt: number;
}

/** What the child answers, in this order: `loaded`, any number of `progress`, `kept` and `warning`, one end. */
export type Report =
  | { kind: 'loaded' }
  | InterimReport
  | { kind: 'completed'; output: unknown; residentBytes: number }
  | { kind: 'failed'; failureClass: string; message: string; residentBytes: number }
  | { kind: 'crashed'; name: string; message: string; stack: string; residentBytes: number };

export type InterimReport =
  | { kind: 'progress'; update: ComputeProgress }
  | { kind: 'kept'; name: string; body: Uint8Array }
  | { kind: 'warning'; message: string };

/** What the guard thread of a child has to know. */
export interface GuardOrders {
  parentPid: number;
  /** Set where the parent cannot read another process's memory: the child then watches itself. */
  residentLimitBytes: number | null;
}

/** Last words of a child that its own guard killed for memory; the parent finds them on standard error. */
export const MEMORY_CAP_NOTICE = 'assay: the compute child passed its memory cap';
