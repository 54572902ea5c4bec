import { formatMoney, money, type Money, sum, ZERO } from '../money/money.js';
import type { TransactionView } from '../statement/statement-data.js';
import { UNCATEGORISED } from './categories.js';
import { drawBars, drawLine } from './charts.js';
import { findRecurring, type Recurring } from './recurring.js';

export interface MonthReport {
  /** `YYYY-MM`. */
  month: string;
  credits: string;
  debits: string;
  net: string;
  transactions: number;
}

export interface CategoryReport {
  category: string;
  credits: string;
  debits: string;
  net: string;
  transactions: number;
  /** Share of everything spent, 0–1. */
  share_of_debits: number;
}

/** What the transactions add up to; indexes point into `extracted_data.transactions`. Money is of `currency`. */
export interface StatementReports {
  currency: string | null;
  monthly: MonthReport[];
  by_category: {
    categories: CategoryReport[];
    /** Share of the transactions (0–1) that no rule knows. */
    uncategorised_share: number;
  };
  largest: { credits: number[]; debits: number[] };
  recurring: Recurring[];
  cash_flow: { date: string; credits: string; debits: string; net: string; cumulative: string }[];
  fees: { total: string; transactions: number[] };
  /** SVG documents. */
  charts: { monthly: string; by_category: string; cash_flow: string };
}

const LARGEST = 10;

interface Entry {
  index: number;
  date: string | null;
  amount: Money;
  row: TransactionView;
}

/** All reports over the transactions of one currency; others, of further accounts, are left out. */
export function makeReports(
  transactions: readonly TransactionView[],
  currency: string | null,
  isIncluded: (row: TransactionView) => boolean = () => true,
): StatementReports {
  const entries = transactions
    .map((row, index) => ({ index, date: row.date, amount: money(row.amount), row }))
    .filter(({ row }) => isIncluded(row));
  const format = (amount: Money): string => formatMoney(amount, currency);
  const monthly = groupBy(entries, (entry) => entry.date?.slice(0, 7)).map(([month, group]) => ({
    month,
    ...sides(group, format),
    transactions: group.length,
  }));
  const categories = byCategory(entries, format);
  const cashFlow = dailyFlow(entries, format);
  const fees = entries.filter(({ row, amount }) => row.category === 'fees' && amount.lt(ZERO));
  return {
    currency,
    monthly,
    by_category: {
      categories,
      uncategorised_share: share(entries, ({ row }) => row.category === UNCATEGORISED),
    },
    largest: { credits: largest(entries, 1), debits: largest(entries, -1) },
    recurring: findRecurring(entries, format),
    cash_flow: cashFlow,
    fees: {
      total: format(sum(fees.map(({ amount }) => amount)).abs()),
      transactions: fees.map(({ index }) => index),
    },
    charts: {
      monthly: drawBars(
        'Money in and out by month',
        monthly.map(({ month, credits, debits }) => ({
          label: month,
          values: [Number(credits), -Number(debits)],
        })),
      ),
      by_category: drawBars(
        'Money out by category',
        categories
          .filter(({ debits }) => Number(debits) > 0)
          .map(({ category, debits }) => ({ label: category, values: [Number(debits)] })),
      ),
      cash_flow: drawLine(
        'Cumulative cash flow',
        cashFlow.map(({ date, cumulative }) => ({ label: date, value: Number(cumulative) })),
      ),
    },
  };
}

/** Groups in the order of their keys; entries without a key are left out. */
function groupBy(entries: readonly Entry[], key: (entry: Entry) => string | undefined): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = key(entry);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

type Format = (amount: Money) => string;

function sides(entries: readonly Entry[], format: Format): { credits: string; debits: string; net: string } {
  const credits = sum(entries.map(({ amount }) => amount).filter((amount) => amount.gt(ZERO)));
  const debits = sum(entries.map(({ amount }) => amount).filter((amount) => amount.lt(ZERO)));
  return { credits: format(credits), debits: format(debits.abs()), net: format(credits.plus(debits)) };
}

function byCategory(entries: readonly Entry[], format: Format): CategoryReport[] {
  const spent = sum(entries.map(({ amount }) => amount).filter((amount) => amount.lt(ZERO))).abs();
  return groupBy(entries, ({ row }) => row.category)
    .map(([category, group]) => {
      const totals = sides(group, format);
      const part = spent.eq(ZERO) ? 0 : Number(money(totals.debits).div(spent).toFixed(4));
      return { category, ...totals, transactions: group.length, share_of_debits: part };
    })
    .sort((a, b) => Number(b.debits) - Number(a.debits));
}

function dailyFlow(entries: readonly Entry[], format: Format): StatementReports['cash_flow'] {
  let cumulative = ZERO;
  return groupBy(entries, ({ date }) => date ?? undefined).map(([date, group]) => {
    cumulative = cumulative.plus(sum(group.map(({ amount }) => amount)));
    return { date, ...sides(group, format), cumulative: format(cumulative) };
  });
}

function largest(entries: readonly Entry[], side: 1 | -1): number[] {
  return entries
    .filter(({ amount }) => amount.times(side).gt(ZERO))
    .sort((a, b) => b.amount.abs().cmp(a.amount.abs()))
    .slice(0, LARGEST)
    .map(({ index }) => index);
}

function share(entries: readonly Entry[], test: (entry: Entry) => boolean): number {
  if (entries.length === 0) return 0;
  return Number((entries.filter(test).length / entries.length).toFixed(4));
}
