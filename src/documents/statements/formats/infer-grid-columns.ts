import { readDate } from '../dates/date-text.js';
import { readAmount } from '../money/amount-text.js';
import { detectNumberStyle, POINT_STYLE } from '../money/number-style.js';
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
    ['amount', [money[0]!]],
    ...(money.length > 1 ? [['balance', [money.at(-1)!]] as [GridRole, number[]]] : []),
    ['description', words],
  ]);
  return { columns: { indexes }, from };
}
