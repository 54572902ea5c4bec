import type { EarlierValue } from '../lab-report.js';
import type { Box } from '../../text/text-document.js';
import type { PrintedInterval } from './interval.js';
import type { PrintedValue } from './results.js';
import type { Unit } from './units.js';

/** One result as the report prints it, before anything is known about the analyte. */
export interface PrintedRow {
  name: string;
  value: PrintedValue;
  flag: string | null;
  unit: Unit | null;
  /** Text of the reference cell, also where it could not be read. */
  referenceText: string;
  interval: PrintedInterval | null;
  section: string | null;
  page: number;
  box: Box;
  baseline: number;
  fontSize: number;
  /** All words of the row's lines, as printed. */
  raw: string;
  /** Earlier values in columns of their own, newest first. */
  previous: EarlierValue[];
  layout: 'table' | 'line';
  reasons: string[];
}

/** A line of a table without a value: a heading, a method, or the rest of a name or of a reference. */
export interface Fragment {
  name: string;
  reference: string;
  unit: string;
  box: Box;
  page: number;
  baseline: number;
  fontSize: number;
  /** The line says in words that it is a reference, which then belongs to the row above over any gap. */
  labelled?: boolean;
  /** Another cell of the line was the rest of the cell above, so its name is too. */
  wrapped?: boolean;
}

export type Entry = { row: PrintedRow } | { fragment: Fragment };

/** A line that looks like a result and could not be read as one; shown to the client, never guessed. */
export interface UnreadLine {
  page: number;
  text: string;
  box: Box;
}

export interface ReadRows {
  rows: PrintedRow[];
  unread: UnreadLine[];
}
