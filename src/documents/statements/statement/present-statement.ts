import { formatMoney, sum, ZERO } from '../money/money.js';
import type { Categorizer } from '../reports/categories.js';
import type { AccountView, StatementData, TransactionView } from './statement-data.js';
import { type Check, type Proof, proveAccount } from './proof.js';
import { reviewReasons } from './review.js';
import type { AccountStatement, ReadStatement, ReadTransaction } from './statement.js';

/** The statement as clients get it, proved. */
export function presentStatement(read: ReadStatement, categorize: Categorizer): StatementData {
  const accounts = read.accounts.map((account) => presentAccount(account, categorize));
  const [first] = accounts;
  if (accounts.length === 1 && first) return { format: read.format, ...first };
  return { format: read.format, ...together(read.accounts, accounts) };
}

function presentAccount(statement: AccountStatement, categorize: Categorizer): AccountView {
  const proved = proveAccount(statement);
  const reasons = reviewReasons(statement, proved);
  const { chain, proof } = proved;
  const { currency, transactions } = statement;
  const hasBalances = chain.links.length > 0 || chain.unanchored.length > 0;
  const opening = statement.opening?.value ?? (hasBalances ? chain.opening : null);
  const closing = statement.closing?.value ?? (hasBalances || statement.opening ? chain.closing : null);
  return {
    account: {
      ...(statement.holder && { holder: statement.holder }),
      ...(statement.number && { number_masked: statement.number }),
      ...(statement.bank && { bank: statement.bank }),
      type: statement.isLoan ? 'loan' : statement.isCreditCard ? 'credit_card' : 'bank',
    },
    currency,
    period: periodOf(statement),
    opening_balance: opening && formatMoney(opening, currency),
    closing_balance: closing && formatMoney(closing, currency),
    balances_from: {
      opening: statement.opening ? 'printed' : opening ? 'derived' : null,
      closing: statement.closing ? 'printed' : closing ? 'derived' : null,
    },
    totals: totalsOf(transactions, currency),
    transactions: transactions.map((row, index) =>
      presentTransaction(row, { currency, reasons: reasons[index]!, categorize }),
    ),
    proof,
  };
}

/** The printed period, or the dates of the first and last transaction. */
function periodOf({ period, transactions }: AccountStatement): AccountView['period'] {
  const dates = transactions.flatMap(({ date }) => date ?? []).sort();
  return { from: period.from ?? dates[0] ?? null, to: period.to ?? dates.at(-1) ?? null };
}

function totalsOf(transactions: readonly ReadTransaction[], currency: string | null): AccountView['totals'] {
  const amounts = transactions.map(({ amount }) => amount);
  return {
    credits: formatMoney(sum(amounts.filter((amount) => amount.gt(ZERO))), currency),
    debits: formatMoney(sum(amounts.filter((amount) => amount.lt(ZERO))).abs(), currency),
  };
}

function presentTransaction(
  row: ReadTransaction,
  { currency, reasons, categorize }: { currency: string | null; reasons: string[]; categorize: Categorizer },
): TransactionView {
  return {
    date: row.date,
    description: row.description,
    amount: formatMoney(row.amount, currency),
    balance: row.balance && formatMoney(row.balance, currency),
    category: row.givenCategory ?? categorize(row.description, row.amount),
    ...(row.counterparty && { counterparty: row.counterparty }),
    page: row.place.page,
    ...(row.place.line !== undefined && { line: row.place.line }),
    ...(row.place.box && row.place.line === undefined && { box: row.place.box }),
    needs_review: reasons.length > 0,
    reasons,
  };
}

/** Several accounts in one file: sums only where they are of one currency, balances only per account. */
function together(
  statements: readonly AccountStatement[],
  accounts: readonly AccountView[],
): Omit<StatementData, 'format'> {
  const currencies = new Set(accounts.map(({ currency }) => currency));
  const currency = currencies.size === 1 ? accounts[0]!.currency : null;
  const dates = accounts
    .flatMap(({ period }) => [period.from, period.to])
    .flatMap((date) => date ?? [])
    .sort();
  return {
    account: accounts[0]!.account,
    currency,
    period: { from: dates[0] ?? null, to: dates.at(-1) ?? null },
    opening_balance: null,
    closing_balance: null,
    balances_from: { opening: null, closing: null },
    totals: totalsOf(
      statements.flatMap(({ transactions }) => transactions),
      currency,
    ),
    transactions: accounts.flatMap(({ transactions }, account) =>
      transactions.map((row) => ({ ...row, account })),
    ),
    proof: combinedProof(accounts),
    accounts: accounts.map(({ transactions: _transactions, ...account }) => account),
  };
}

function combinedProof(accounts: readonly AccountView[]): Proof {
  let offset = 0;
  const checks: Check[] = [];
  for (const [index, { proof, transactions, account }] of accounts.entries()) {
    const name = account.number_masked ?? `account ${index + 1}`;
    for (const check of proof.checks)
      checks.push({
        ...check,
        where: `${name}: ${check.where}`,
        ...(check.row !== undefined && { row: check.row + offset }),
      });
    offset += transactions.length;
  }
  const verdicts = accounts.map(({ proof }) => proof.verified);
  const verified = verdicts.includes(false)
    ? false
    : verdicts.every((verdict) => verdict === true)
      ? true
      : null;
  const deciding = accounts.find(({ proof }) => proof.verified === verified)?.proof.summary ?? '';
  return {
    verified,
    summary: verified ? `All ${accounts.length} accounts agree with every figure that is printed.` : deciding,
    checks,
  };
}
