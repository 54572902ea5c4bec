import type { Line } from '../../text/index.js';
import type { StatementEvent } from '../printed/events.js';
import type { AmountCell } from './amount-cells.js';

/** A line of a page with the amounts on it. */
export interface ScannedLine {
  line: Line;
  amounts: AmountCell[];
}

/** What a line outside of the tables says, and how many lines below it belong to that. */
export interface FigureLines {
  events: StatementEvent[];
  /** Lines below that are read with it, by their distance. */
  taken: number[];
}
