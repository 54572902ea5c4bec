import type { Box } from '../../text/index.js';
import type { Money } from '../money/money.js';

/** Where something stands in the file: page and box for PDFs, line or row for the others. */
export interface Place {
  page: number;
  box?: Box;
  /** Line of a text file or row of a sheet, from 1. */
  line?: number;
}

/** A number that the bank printed besides the transactions. */
export interface Figure {
  value: Money;
  place: Place;
  /** The words beside it. */
  label: string;
}

/** One transaction as read; `amount` is signed by the account holder's view. */
export interface ReadTransaction {
  /** `YYYY-MM-DD`; null where the date could not be read. */
  date: string | null;
  description: string;
  amount: Money;
  balance: Money | null;
  counterparty?: string;
  /** Category that the file itself gives. */
  givenCategory?: string;
  place: Place;
  /** What is doubtful about the reading, in plain words. */
  doubts: string[];
  /** Its amount could not be read, and stands as zero. */
  isUnread?: boolean;
}

/** A balance that the bank printed between transactions: carried to the next page, or of the end of a day. */
export interface Waypoint extends Figure {
  /** Index of the transaction before which it stands; `transactions.length` after the last. */
  before: number;
}

/** The balance at the end of a day, from a list of such balances. */
export interface DayBalance extends Figure {
  /** `YYYY-MM-DD` */
  date: string;
}

/** A printed total over some of the transactions. */
export interface PrintedTotal extends Figure {
  side: 'credits' | 'debits' | 'net';
  /** Transactions it is the total of, `[from, to)`; absent: all. */
  range?: [from: number, to: number];
}

/** A printed figure that other printed figures make: the sum of several accounts, a balance printed again. */
export interface PrintedSum {
  figure: Figure;
  expected: Money;
}

/** What a file says about one account, before anything is proved. */
export interface AccountStatement {
  holder?: string;
  number?: string;
  bank?: string;
  isCreditCard: boolean;
  /** Payments come in and interest is added, as on a card. */
  isLoan?: boolean;
  /** ISO 4217; null where the file does not settle it. */
  currency: string | null;
  period: { from: string | null; to: string | null };
  opening: Figure | null;
  closing: Figure | null;
  totals: PrintedTotal[];
  waypoints: Waypoint[];
  dayBalances?: DayBalance[];
  sums?: PrintedSum[];
  /** Printed figures that seem to be balances or sums and were compared with nothing. */
  uncompared?: Figure[];
  transactions: ReadTransaction[];
}

/** Everything read from a file. */
export interface ReadStatement {
  format: StatementFormat;
  accounts: AccountStatement[];
  warnings: string[];
}

export type StatementFormat = 'pdf' | 'image' | 'csv' | 'ofx' | 'qif' | 'mt940' | 'camt.053' | 'xlsx';
