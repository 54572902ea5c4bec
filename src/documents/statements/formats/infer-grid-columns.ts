import { readDate } from '../dates/date-text.js';
import { readAmount, signedByMark } from '../money/amount-text.js';
import { type Money, ZERO } from '../money/money.js';
import { detectNumberStyle, type NumberStyle, POINT_STYLE } from '../money/number-style.js';
import type { GridColumns, GridRole } from './grid-columns.js';
import type { Grid } from './grid.js';

const SAMPLE_ROWS = 200;
const MOST = 0.8;

/** The columns of a table without headings, by what their cells hold; null when there is none with dates and amounts. */
export function inferGridColumns(grid: Grid): { columns: GridColumns; from: number } | null {
  const from = grid.findIndex((row) => row.some((cell) => readDate(cell)));
  if (from < 0) return null;
  const sample = grid.slice(from, from + SAMPLE_ROWS).filter((row) => row.some((cell) => readDate(cell)));
  const style = detectNumberStyle(sample.flat().join('\n')) ?? POINT_STYLE;
  const width = Math.max(...sample.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, index) => sample.map((row) => (row[index] ?? '').trim()));
  const share = (cells: readonly string[], test: (text: string) => boolean): number =>
    cells.filter(test).length / sample.length;
  const dates = columns.flatMap((cells, index) =>
    share(cells, (cell) => readDate(cell) !== null) > MOST ? [index] : [],
  );
  const isMoney = (text: string): boolean =>
    readDate(text) === null && readAmount(text, style)?.isMoneyLike === true;
  const money = columns.flatMap((cells, index) => (share(cells, isMoney) > MOST ? [index] : []));
  const words = columns.flatMap((cells, index) =>
    share(cells, (cell) => /\p{L}{3}/u.test(cell) && !readDate(cell)) > MOST / 2 ? [index] : [],
  );
  if (dates.length === 0 || money.length === 0) return null;
  const indexes = new Map<GridRole, number[]>([
    ['date', [dates[0]!]],
    ...(leadingPair(sample, money, style) ?? [
      ['amount', [money[0]!]],
      ...(money.length > 1 ? [['balance', [money.at(-1)!]] as [GridRole, number[]]] : []),
    ]),
    ['description', words],
  ]);
  return { columns: { indexes }, from };
}

/** The columns of which one, added to the other's last value, leads to its next: amount and balance; null for none. */
function leadingPair(
  rows: Grid,
  columns: readonly number[],
  style: NumberStyle,
): [GridRole, number[]][] | null {
  const values = new Map(columns.map((column) => [column, rows.map((row) => valueOf(row[column], style))]));
  for (const amount of columns)
    for (const balance of columns) {
      if (amount === balance) continue;
      const [amounts, balances] = [values.get(amount)!, values.get(balance)!];
      const leads = (from: number, to: number, by: number): boolean =>
        balances[from]!.plus(amounts[by]!).eq(balances[to]!);
      const steps = rows.slice(1).map((_row, index) => index);
      const rising = steps.every((index) => leads(index, index + 1, index + 1));
      const falling = steps.every((index) => leads(index + 1, index, index));
      if (rows.length > 1 && (rising || falling))
        return [
          ['amount', [amount]],
          ['balance', [balance]],
        ];
    }
  return null;
}

function valueOf(cell: string | undefined, style: NumberStyle): Money {
  const amount = readAmount((cell ?? '').trim(), style);
  return amount ? signedByMark(amount) : ZERO;
}
