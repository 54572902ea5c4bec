import { daysIn, isoDate } from '../dates/date-text.js';
import { withoutAccents } from '../dates/date-text.js';
import type { Money } from '../money/money.js';
import { ZERO } from '../money/money.js';
import type { TransactionView } from '../statement/statement-data.js';

/** Payments of about the same size that come again at even distances. */
export interface Recurring {
  description: string;
  interval: 'weekly' | 'fortnightly' | 'monthly' | 'quarterly' | 'yearly';
  /** Median amount, signed. */
  amount: string;
  transactions: number[];
  /** `YYYY-MM-DD` of when the next one is due. */
  next_expected: string;
}

interface Entry {
  index: number;
  date: string | null;
  amount: Money;
  row: TransactionView;
}

const DAYS_A_MONTH = 365.25 / 12;
const SHORTEST_MONTH = 28;

const INTERVALS: readonly [Recurring['interval'], days: number, tolerance: number][] = [
  ['weekly', 7, 1],
  ['fortnightly', 14, 2],
  ['monthly', 30.4, 4],
  ['quarterly', 91.3, 8],
  ['yearly', 365.25, 12],
];
const LEAST = 3;
const AMOUNT_TOLERANCE = 0.2;
const DAY_MS = 86_400_000;

/** Finds what comes back: the same words and side, at least three times (twice for quarters and years is too little to tell). */
export function findRecurring(entries: readonly Entry[], format: (amount: Money) => string): Recurring[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (!entry.date) continue;
    const key = `${entry.amount.lt(ZERO) ? '-' : '+'} ${keyOf(entry.row.counterparty ?? entry.row.description)}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].flatMap((group) => recurringOf(group, format) ?? []);
}

/** Words without the numbers and dates that differ each time. */
function keyOf(description: string): string {
  return withoutAccents(description)
    .replace(/[\d/.:*#-]+/gu, ' ')
    .split(/\s+/u)
    .filter(
      (word) => word.length > 1 && !/^(?:ref|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/u.test(word),
    )
    .slice(0, 4)
    .join(' ');
}

function recurringOf(group: readonly Entry[], format: (amount: Money) => string): Recurring | null {
  if (group.length < LEAST) return null;
  const sorted = [...group].sort((a, b) => a.date!.localeCompare(b.date!));
  const days = sorted.map(({ date }) => Date.parse(date!) / DAY_MS);
  const gaps = days.slice(1).map((day, index) => day - days[index]!);
  const interval = INTERVALS.find(([, length, tolerance]) =>
    gaps.every((gap) => Math.abs(gap - length) <= tolerance),
  );
  const amounts = sorted.map(({ amount }) => amount).sort((a, b) => a.cmp(b));
  const median = amounts[Math.floor(amounts.length / 2)]!;
  const isEven = amounts.every((amount) =>
    amount.minus(median).abs().lte(median.abs().times(AMOUNT_TOLERANCE)),
  );
  if (!interval || !isEven) return null;
  return {
    description: sorted.at(-1)!.row.description,
    interval: interval[0],
    amount: format(median),
    transactions: sorted.map(({ index }) => index),
    next_expected: nextAfter(sorted.at(-1)!.date!, interval),
  };
}

/** So many days on; for months and more the same day of the month, or its last. */
function nextAfter(date: string, [, days]: (typeof INTERVALS)[number]): string {
  const months = Math.round(days / DAYS_A_MONTH);
  if (days < SHORTEST_MONTH) return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const next = new Date(Date.UTC(year, month - 1 + months, 1));
  const [nextYear, nextMonth] = [next.getUTCFullYear(), next.getUTCMonth() + 1];
  return isoDate(nextYear, nextMonth, Math.min(day, daysIn(nextMonth, nextYear)));
}
