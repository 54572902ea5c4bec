import { readDate } from '../dates/date-text.js';
import { readAmount } from '../money/amount-text.js';
import { completeColumns, hasMoney } from './complete-columns.js';
import {
  type Column,
  holdsDates,
  holdsMoney,
  ENOUGH_STEPS,
  leads,
  leadsFrom,
  sizeOf,
  styleOf,
  toColumns,
} from './grid-contents.js';
import type { NumberStyle } from '../money/number-style.js';
import type { GridColumns, GridRole } from './grid-columns.js';
import type { Grid } from './grid.js';

const SAMPLE_ROWS = 200;
const MOST = 0.8;

/** The columns of a table without headings, by what their cells hold; null when there is none with dates and amounts. */
export function inferGridColumns(grid: Grid): { columns: GridColumns; from: number } | null {
  const { rows, from } = datedRows(grid);
  if (rows.length === 0) return null;
  const columns = toColumns([], rows);
  const style = styleOf(columns);
  const date = columns.find(holdsDates);
  if (!date) return null;
  const indexes = completeColumns(
    new Map<GridRole, number[]>([
      ['date', [date.index]],
      ...moneyColumns(columns, style),
      ['description', columns.filter(holdsWords).map(({ index }) => index)],
    ]),
    [],
    rows,
  );
  return hasMoney(indexes) ? { columns: { indexes }, from } : null;
}

/** The rows with a date where most rows have one, and with as many fields as most of them. */
function datedRows(grid: Grid): { rows: Grid; from: number } {
  const sample = grid.slice(0, SAMPLE_ROWS);
  const place = mostOften(
    sample.flatMap((row) => row.flatMap((cell, index) => (readDate(cell) ? [index] : []))),
  );
  const dated = sample.filter((row) => place !== undefined && readDate(row[place] ?? ''));
  const width = mostOften(dated.map(({ length }) => length));
  const rows = dated.filter(({ length }) => length === width);
  return { rows, from: rows[0] ? grid.indexOf(rows[0]) : 0 };
}

function mostOften(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

const holdsWords = ({ filled, cells }: Column): boolean =>
  filled.filter((cell) => /\p{L}{3}/u.test(cell) && !readDate(cell)).length > (MOST / 2) * cells.length;

function moneyColumns(columns: readonly Column[], style: NumberStyle): [GridRole, number[]][] {
  const money = columns.filter((column) => holdsMoney(column, style));
  const full = money.filter(({ filled, cells }) => filled.length > MOST * cells.length);
  return (
    leadingPair(full, style) ??
    leadingPair(
      columns.filter((column) => holdsNumbers(column, style)),
      style,
    ) ??
    sides(money, style) ??
    alone(full)
  );
}

/** Whole numbers up to the size of an account's number. */
const holdsNumbers = ({ filled, cells }: Column, style: NumberStyle): boolean =>
  filled.length === cells.length &&
  filled.every((cell) => cell.length < 12 && readAmount(cell, style) !== null);

/** The columns of which one, added to the other's last value, leads to its next: amount and balance after or before it. */
function leadingPair(money: readonly Column[], style: NumberStyle): [GridRole, number[]][] | null {
  const pairs = money.flatMap((amount) => money.map((balance) => ({ amount, balance })));
  const after = best(pairs, ({ amount, balance }) => leads(amount, balance, style));
  const before = best(pairs, ({ amount, balance }) => leadsFrom(amount, balance, style));
  if (before && before.score > (after?.score ?? 0))
    return named({ amount: before.item.amount, balance_before: before.item.balance });
  return after ? named({ ...after.item }) : null;
}

/** The item with the highest score, the first of equals, where it is enough. */
function best<T>(items: readonly T[], scoreOf: (item: T) => number): { item: T; score: number } | null {
  const scored = items.map((item) => ({ item, score: scoreOf(item) }));
  const found = scored.reduce<(typeof scored)[0] | null>(
    (top, next) => (top && top.score >= next.score ? top : next),
    null,
  );
  return found && found.score >= ENOUGH_STEPS ? found : null;
}

/** Two columns of which each row fills one, beside the balance that they lead to, or alone. */
function sides(money: readonly Column[], style: NumberStyle): [GridRole, number[]][] | null {
  for (const [position, first] of money.entries())
    for (const second of money.slice(position + 1)) {
      const isEither = first.cells.every((cell, row) => (cell === '') !== (second.cells[row] === ''));
      if (!isEither) continue;
      const either = toColumns(
        [],
        first.cells.map((cell, row) => [cell || second.cells[row]!]),
      )[0]!;
      const balance = best(money, (column) => leads(either, column, style))?.item;
      const isFalling = balance ? falls(first, balance, style) : true;
      const [debit, credit] = isFalling ? [first, second] : [second, first];
      return named({ debit, credit, ...(balance && { balance }) });
    }
  return null;
}

/** Whether the balance is lower in the rows that fill a column than in the ones before them. */
function falls(side: Column, balance: Column, style: NumberStyle): boolean {
  const balances = balance.cells.map((cell) => sizeOf(cell, style));
  const changes = side.cells.flatMap((cell, row) => {
    const [before, after] = [balances[row - 1], balances[row]];
    return cell !== '' && before && after ? [after.cmp(before)] : [];
  });
  return changes.filter((change) => change < 0).length * 2 >= changes.length;
}

function alone(money: readonly Column[]): [GridRole, number[]][] {
  const [amount] = money;
  if (!amount) return [];
  const last = money.at(-1)!;
  const isSame = last.cells.every((cell, row) => cell === amount.cells[row]);
  return named({ amount, ...(last !== amount && !isSame && { balance: last }) });
}

const named = (columns: Partial<Record<GridRole, Column>>): [GridRole, number[]][] =>
  Object.entries(columns).map(([role, column]) => [role as GridRole, [column.index]]);
