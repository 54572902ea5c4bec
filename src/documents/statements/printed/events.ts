import type { Box } from '../../text/index.js';
import type { DateText } from '../dates/date-text.js';
import type { AmountText } from '../money/amount-text.js';
import type { Figure, Place, PrintedSum } from '../statement/statement.js';
import type { ColumnRole } from './column-roles.js';
import type { FigureLabel } from './labels.js';

export type MoneyRole = Extract<ColumnRole, 'debit' | 'credit' | 'amount' | 'balance'>;

/** A line of the table as printed, before signs and years are settled. */
export interface PrintedRow {
  date: DateText | null;
  /** Whether the date was printed in this row, or is that of the row above. */
  hasOwnDate: boolean;
  description: string;
  category: string;
  cells: Partial<Record<MoneyRole, AmountText>>;
  mark: 'debit' | 'credit' | null;
  /** The side that the heading over this part of the list announces. */
  section: 'credits' | 'debits' | 'payments' | null;
  /** How many headings stand before it: rows under one heading have the same number. */
  heading: number;
  place: Place & { box: Box };
  doubts: string[];
  /** An amount stands there that could not be read. */
  isUnread?: boolean;
}

/** A labelled figure outside the transactions, or a line of the table that is none. */
export interface PrintedFigure {
  label: FigureLabel;
  text: string;
  /** The figure, or the figures by their columns. */
  amount: AmountText;
  cells: Partial<Record<MoneyRole, AmountText>>;
  date: DateText | null;
  inTable: boolean;
  place: Place;
}

export type AccountNumberKind = 'account' | 'iban' | 'card';

/** What the lines of a document say, in reading order. */
export type StatementEvent =
  | { kind: 'row'; row: PrintedRow }
  | { kind: 'figure'; figure: PrintedFigure }
  /** An amount outside of the tables whose words say nothing that is known. */
  | { kind: 'unread'; figure: Figure }
  /** A figure that others make: the line below a table of accounts. */
  | { kind: 'sum'; sum: PrintedSum }
  | { kind: 'account'; numberKind: AccountNumberKind; number: string; page: number }
  | { kind: 'table'; hasBalance: boolean };
