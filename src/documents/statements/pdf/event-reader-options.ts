import type { Column } from './table-header.js';

/** How a document is taken to be laid out, where several readings could be right. */
export interface EventReaderOptions {
  /** Columns for documents whose tables have no headings. */
  columns?: readonly Column[];
  /** Every transaction has its date: amounts on lines without one are notes to the transaction above. */
  onlyDated?: boolean;
  /** The date stands in the line below the amount. */
  dateBelow?: boolean;
  /** What is listed behind the closing balance is listed again. */
  endsAtClosing?: boolean;
  /** Fees in a column of their own leave the account with the transaction. */
  feesApply?: boolean;
  /** Headings that are not known name the columns that the table lacks. */
  adoptsColumns?: boolean;
}
