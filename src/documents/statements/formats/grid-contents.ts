import { readDate } from '../dates/date-text.js';
import { type AmountText, readAmount, signedByMark } from '../money/amount-text.js';
import { type Money, ZERO } from '../money/money.js';
import { detectNumberStyle, type NumberStyle, POINT_STYLE } from '../money/number-style.js';
import type { Grid } from './grid.js';

const MOST = 0.8;

/** What the cells of a column are, read once. */
export interface Column {
  index: number;
  heading: string;
  cells: string[];
  filled: string[];
}

export function toColumns(headings: readonly string[], rows: Grid): Column[] {
  const width = Math.max(headings.length, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, index) => {
    const cells = rows.map((row) => (row[index] ?? '').trim());
    return {
      index,
      heading: (headings[index] ?? '').trim(),
      cells,
      filled: cells.filter((cell) => cell !== ''),
    };
  });
}

export function styleOf(columns: readonly Column[]): NumberStyle {
  const style = detectNumberStyle(columns.flatMap(({ cells }) => cells).join('\n')) ?? POINT_STYLE;
  return { ...style, spaceGroups: true };
}

export function share<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length;
}

export const holdsDates = ({ filled, cells }: Column): boolean =>
  filled.length > MOST * cells.length &&
  share(filled, (cell) => readDate(cell.split(/[ T](?=\d{1,2}:)/u)[0]!) !== null) > MOST;

export const holdsMoney = ({ filled }: Column, style: NumberStyle): boolean =>
  share(filled, (cell) => readDate(cell) === null && readAmount(cell, style)?.isMoneyLike === true) > MOST;

export const sizeOf = (cell: string, style: NumberStyle): Money | null =>
  readAmount(cell, style)?.size ?? null;

/** How many of the balances follow from that of the row before, or of the row below where the newest stand first: 0–1. */
export function leads(amount: Column, balance: Column, style: NumberStyle): number {
  const changes = changesOf(amount, balance, style);
  return Math.max(
    share(changes, ({ change, lower, isSigned }) => isBy(change, lower, isSigned)),
    share(changes, ({ change, upper, isSigned }) => isBy(change.times(-1), upper, isSigned)),
  );
}

/** How many of the balances lead to the next as those before their rows do, the oldest first: 0–1. */
export function leadsFrom(amount: Column, balance: Column, style: NumberStyle): number {
  return share(changesOf(amount, balance, style), ({ change, upper, isSigned }) =>
    isBy(change, upper, isSigned),
  );
}

/** Wrong figures among them leave half of the steps or more. */
export const ENOUGH_STEPS = 0.5;

interface Change {
  change: Money;
  upper: AmountText | null;
  lower: AmountText | null;
  /** Some amounts of the column have signs, so that the others are positive. */
  isSigned: boolean;
}

/** The changes from balance to balance, with the amounts beside the first and the second; none where one cannot be read. */
function changesOf(amount: Column, balance: Column, style: NumberStyle): Change[] {
  if (amount === balance) return [];
  const balances = balance.cells.map((cell) => signedSize(cell, style));
  if (balances.includes(null)) return [];
  const amounts = amount.cells.map((cell) => readAmount(cell, style));
  const isSigned = amounts.some((read) => (read?.mark ?? null) !== null);
  return balances.slice(1).map((after, index) => ({
    isSigned,
    change: after!.minus(balances[index]!),
    upper: amounts[index]!,
    lower: amounts[index + 1]!,
  }));
}

/** In a column without signs an amount may go either way. */
function isBy(change: Money, amount: AmountText | null, isSigned: boolean): boolean {
  if (!amount || amount.size.eq(ZERO)) return false;
  return isSigned ? change.eq(signedByMark(amount)) : change.abs().eq(amount.size);
}

function signedSize(cell: string, style: NumberStyle): Money | null {
  const amount = readAmount(cell, style);
  return amount && signedByMark(amount);
}
