import type { Box } from '../../text/index.js';
import type { Proof } from './proof.js';

/** One transaction of a statement. Members are those of the HTTP contract; money is a decimal string. */
export interface TransactionView {
  /** `YYYY-MM-DD`, null where the file does not settle it. */
  date: string | null;
  description: string;
  /** Signed by the holder's view: negative leaves the account (or is bought by card). */
  amount: string;
  balance: string | null;
  category: string;
  counterparty?: string;
  page: number;
  /** Line of a text file or row of a sheet, from 1. */
  line?: number;
  box?: Box;
  /** Index into `accounts`, where the file holds several. */
  account?: number;
  needs_review: boolean;
  reasons: string[];
}

export interface AccountView {
  account: { holder?: string; number_masked?: string; bank?: string; type: 'bank' | 'credit_card' | 'loan' };
  currency: string | null;
  period: { from: string | null; to: string | null };
  opening_balance: string | null;
  closing_balance: string | null;
  /** Printed in the file, or led back to from the first and last balance beside a transaction. */
  balances_from: { opening: 'printed' | 'derived' | null; closing: 'printed' | 'derived' | null };
  totals: { credits: string; debits: string };
  transactions: TransactionView[];
  proof: Proof;
}

/** A bank statement. With several accounts, `accounts` holds each by itself and the top level all transactions. */
export interface StatementData extends AccountView {
  format: string;
  accounts?: Omit<AccountView, 'transactions'>[];
}
