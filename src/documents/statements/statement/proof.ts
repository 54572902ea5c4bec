import { formatMoney, type Money, sum, ZERO } from '../money/money.js';
import { type Chain, followBalances, type Link } from './chain.js';
import type { AccountStatement, Place, PrintedSum, PrintedTotal } from './statement.js';

/** One comparison of what the transactions give with what the bank printed. */
export interface Check {
  name:
    | 'opening_plus_transactions'
    | 'running_balance'
    | 'carried_balance'
    | 'day_balance'
    | 'total_credits'
    | 'total_debits'
    | 'net_total'
    | 'printed_sum';
  /** What the transactions as read give. */
  expected: string;
  /** What is printed. */
  actual: string;
  ok: boolean;
  /** The line or figure that is compared, in words. */
  where: string;
  page?: number;
  /** Index into `transactions` of the row with the printed balance. */
  row?: number;
}

export interface Proof {
  /** true: every printed figure agrees; false: one does not, see `checks`; null: the file prints nothing to prove it by. */
  verified: boolean | null;
  /** One sentence: what was proved, what breaks it, or why it cannot be proved. */
  summary: string;
  checks: Check[];
}

export interface ProvedAccount {
  proof: Proof;
  chain: Chain;
  /** Rows whose amount takes part in a comparison that holds. */
  confirmed: ReadonlySet<number>;
  /** Rows that a failing comparison points at. */
  suspected: ReadonlySet<number>;
}

interface Comparison {
  check: Check;
  rows: readonly number[];
}

/**
 * Proves an account's transactions by every figure the bank printed: opening + transactions = closing, the running
 * balance row by row, balances carried from page to page, printed totals.
 */
export function proveAccount(statement: AccountStatement): ProvedAccount {
  const chain = followBalances(statement);
  const comparisons = [
    ...compareClosing(statement),
    ...compareLinks(statement, chain),
    ...statement.totals.map((total) => compareTotal(statement, total)),
    ...compareDayBalances(statement),
    ...(statement.sums ?? []).map((sum) => compareSum(statement, sum)),
  ];
  const failing = comparisons.filter(({ check }) => !check.ok);
  const confirmed = new Set(comparisons.filter(({ check }) => check.ok).flatMap(({ rows }) => rows));
  const suspected = new Set(failing.filter(pointsAtRows).flatMap(({ rows }) => rows));
  const verified = verdict(statement, comparisons, confirmed);
  const checks = comparisons.map(({ check }) => check);
  return {
    proof: {
      verified,
      summary: summarize(statement, verified, failing),
      checks: mergeRunning(checks, chain),
    },
    chain,
    confirmed,
    suspected,
  };
}

/** The share of the printed figures that a reading of the document agrees with, 0–1; to choose between readings. */
export function fitness(statement: AccountStatement): number {
  const { links } = followBalances(statement);
  const totals = statement.totals.map((total) => totalOf(statement, total).eq(total.value));
  const sums = closingSum(statement);
  const outcomes = [
    ...links.map(({ ok }) => ok),
    ...totals,
    ...(sums ? [sums.expected.eq(sums.actual)] : []),
  ];
  return outcomes.length === 0 ? 0 : outcomes.filter(Boolean).length / outcomes.length;
}

function closingSum({
  opening,
  closing,
  transactions,
}: AccountStatement): { expected: Money; actual: Money } | null {
  if (!opening || !closing) return null;
  return { expected: opening.value.plus(sum(transactions.map((row) => row.amount))), actual: closing.value };
}

function totalOf({ transactions }: AccountStatement, { side, range }: PrintedTotal): Money {
  const [from, to] = range ?? [0, transactions.length];
  return sumOfSide(
    transactions.slice(from, to).map((row) => row.amount),
    side,
  );
}

function compareClosing(statement: AccountStatement): Comparison[] {
  const { closing, transactions, currency } = statement;
  const sums = closingSum(statement);
  if (!closing || !sums) return [];
  return [
    {
      rows: transactions.map((_, index) => index),
      check: {
        name: 'opening_plus_transactions',
        expected: formatMoney(sums.expected, currency),
        actual: formatMoney(sums.actual, currency),
        ok: sums.expected.eq(sums.actual),
        where: `closing balance ("${closing.label}"${placeInWords(closing.place)})`,
        page: closing.place.page,
      },
    },
  ];
}

/** The closing link repeats the comparison with the opening balance, unless there are balances between. */
function compareLinks(statement: AccountStatement, { links }: Chain): Comparison[] {
  return links
    .filter((link) => !(link.end === 'closing' && (link.rows.length === 0 || links.length === 1) && link.ok))
    .filter((link) => !(link.end === 'closing' && links.length === 1 && statement.opening))
    .map((link) => ({ rows: link.rows, check: linkCheck(statement, link) }));
}

function linkCheck(statement: AccountStatement, link: Link): Check {
  const { currency } = statement;
  const figures = {
    expected: formatMoney(link.expected, currency),
    actual: formatMoney(link.actual, currency),
    ok: link.ok,
  };
  if (link.end === 'closing') {
    const { label, place } = statement.closing!;
    const where = `closing balance ("${label}"${placeInWords(place)}) after the last printed balance`;
    return { name: 'carried_balance', ...figures, where, page: place.page };
  }
  if ('waypoint' in link.end) {
    const { label, place } = link.end.waypoint;
    return {
      name: 'carried_balance',
      ...figures,
      where: `"${label}"${placeInWords(place)}`,
      page: place.page,
    };
  }
  const { row } = link.end;
  const transaction = statement.transactions[row]!;
  const where = `balance of transaction ${row + 1}${placeInWords(transaction.place)}, ${transaction.date ?? 'undated'} ${transaction.description}`;
  return { name: 'running_balance', ...figures, where, page: transaction.place.page, row };
}

function compareTotal(statement: AccountStatement, total: PrintedTotal): Comparison {
  const { transactions, currency } = statement;
  const [from, to] = total.range ?? [0, transactions.length];
  const rows = transactions.map((_, index) => index).slice(from, to);
  const expected = totalOf(statement, total);
  return {
    rows: rows.filter((row) => isOfSide(transactions[row]!.amount, total.side)),
    check: {
      name: total.side === 'net' ? 'net_total' : `total_${total.side}`,
      expected: formatMoney(expected, currency),
      actual: formatMoney(total.value, currency),
      ok: expected.eq(total.value),
      where: `"${total.label}"${placeInWords(total.place)}`,
      page: total.place.page,
    },
  };
}

/** Printed figures that have to agree with each other say nothing about single transactions. */
function compareSum({ currency }: AccountStatement, { figure, expected }: PrintedSum): Comparison {
  const { label, place, value } = figure;
  return {
    rows: [],
    check: {
      name: 'printed_sum',
      expected: formatMoney(expected, currency),
      actual: formatMoney(value, currency),
      ok: expected.eq(value),
      where: `"${label}"${placeInWords(place)}`,
      page: place.page,
    },
  };
}

/** Balances of the ends of days follow from the opening balance, in whatever order the transactions stand. */
function compareDayBalances(statement: AccountStatement): Comparison[] {
  const { opening, transactions, currency } = statement;
  if (!opening || transactions.some(({ date }) => date === null)) return [];
  const days = (statement.dayBalances ?? []).toSorted((a, b) => a.date.localeCompare(b.date));
  const comparisons = days.map(({ date, value, label, place }, index): Comparison => {
    const previous = days[index - 1]?.date ?? '';
    const until = transactions.flatMap((row, position) => (row.date! <= date ? [position] : []));
    const expected = opening.value.plus(sum(until.map((row) => transactions[row]!.amount)));
    return {
      rows: until.filter((row) => transactions[row]!.date! > previous),
      check: {
        name: 'day_balance',
        expected: formatMoney(expected, currency),
        actual: formatMoney(value, currency),
        ok: expected.eq(value),
        where: `balance of ${date} ("${label}"${placeInWords(place)})`,
        page: place.page,
      },
    };
  });
  const holding = comparisons.filter(({ check }) => check.ok).length;
  return holding * 2 >= comparisons.length ? comparisons : [];
}

/** Sum of one side without its sign; the net sum with it. */
export function sumOfSide(amounts: readonly Money[], side: PrintedTotal['side']): Money {
  const total = sum(amounts.filter((amount) => isOfSide(amount, side)));
  return side === 'debits' ? total.abs() : total;
}

function isOfSide(amount: Money, side: PrintedTotal['side']): boolean {
  if (side === 'net') return true;
  return side === 'credits' ? amount.gt(ZERO) : amount.lt(ZERO);
}

/** A failing total over a whole side says nothing about one row; a failing stretch between balances does. */
function pointsAtRows({ check }: Comparison): boolean {
  return check.name === 'running_balance' || check.name === 'carried_balance';
}

function verdict(
  { transactions }: AccountStatement,
  comparisons: readonly Comparison[],
  confirmed: ReadonlySet<number>,
): boolean | null {
  if (comparisons.some(({ check }) => !check.ok)) return false;
  if (transactions.some(({ isUnread }) => isUnread)) return null;
  if (comparisons.length === 0 || (transactions.length > 0 && confirmed.size === 0)) return null;
  return confirmed.size * 2 >= transactions.length ? true : null;
}

function summarize(
  statement: AccountStatement,
  verified: boolean | null,
  failing: readonly Comparison[],
): string {
  const count = statement.transactions.length;
  if (verified === true) return `All ${count} transactions agree with every figure that is printed.`;
  const first = failing[0]?.check;
  if (first) {
    const exact = failing.find(pointsAtRows)?.check ?? first;
    return `The figures do not agree: ${exact.where} should be ${exact.expected} and is printed as ${exact.actual}.`;
  }
  return `Not possible: ${missingFigures(statement)}.`;
}

function missingFigures({ opening, closing, transactions }: AccountStatement): string {
  if (transactions.length === 0) return 'no transactions were found';
  const unread = transactions.filter(({ isUnread }) => isUnread).length;
  if (unread > 0) return `the amounts of ${unread} transactions could not be read`;
  if (!opening && !closing) return 'the file gives no balances and no totals';
  return `the file gives no ${opening ? 'closing' : 'opening'} balance, no running balance and no totals`;
}

/** Hundreds of running balances that hold are one line of the proof; each one that does not stands alone. */
function mergeRunning(checks: readonly Check[], chain: Chain): Check[] {
  const holding = checks.filter((check) => check.name === 'running_balance' && check.ok);
  const last = holding.at(-1);
  if (!last || holding.length === 1) return [...checks];
  const rest = checks.filter((check) => check.name !== 'running_balance' || !check.ok);
  const where = `${holding.length} printed balances, over ${chain.order.length} transactions`;
  const { row: _row, page: _page, ...figures } = last;
  return [...rest, { ...figures, where }];
}

function placeInWords({ page, line }: Place): string {
  return line === undefined ? `, page ${page}` : `, line ${line}`;
}
