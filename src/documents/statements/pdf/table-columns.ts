import type { Line, Word } from '../../text/index.js';
import { enclose, toLine } from '../../text/index.js';
import { readDate } from '../dates/date-text.js';
import type { AmountCell, DateCell } from './amount-cells.js';
import { type ColumnRole, MONEY_ROLES } from '../printed/column-roles.js';
import { creditOrDebit } from '../printed/marks.js';
import type { Column, Span } from './table-header.js';

/** The columns of one table and how the amounts stand under their headings. */
export interface TableLayout {
  columns: readonly Column[];
  alignment: Alignment;
  /** Columns of other things, whose amounts are none of the account's. */
  others: readonly Span[];
  /** Holds transactions; a table of balances alone holds none. */
  hasTransactions: boolean;
}

type Alignment = 'right' | 'left' | 'centre';

const FARTHEST = 48;
const DATE_TOLERANCE = 14;
const TEXT_TOLERANCE = 4;
const SIDE_TOLERANCE = 8;

/** The part of a line that stands in this table where several stand side by side. */
export function partOf(line: Line, layout: TableLayout, next: TableLayout | undefined): Line | null {
  const from = layout.columns[0]!.x0 - SIDE_TOLERANCE;
  const to = next ? next.columns[0]!.x0 - SIDE_TOLERANCE : Infinity;
  const words = line.words.filter((word) => word.box[0] >= from && word.box[0] < to);
  return words.length > 0 ? toLine(words) : null;
}

/** Judges the alignment under the headings from all amounts of the table: the one that leaves the least distance. */
export function layOut(
  columns: readonly Column[],
  amounts: readonly AmountCell[],
  {
    others = [],
    possible = ['right', 'left', 'centre'],
  }: { others?: readonly Span[]; possible?: readonly Alignment[] } = {},
): TableLayout {
  const money = columns.filter((column) => MONEY_ROLES.includes(column.role));
  const costs = possible.map((alignment) => ({
    alignment,
    cost: amounts.reduce((total, cell) => total + nearest(money, cell, alignment).distance, 0),
  }));
  const { alignment } = costs.reduce((best, next) => (next.cost < best.cost ? next : best));
  return {
    columns,
    others,
    alignment,
    hasTransactions: money.some((column) => column.role !== 'balance'),
  };
}

function nearest(
  columns: readonly Column[],
  cell: AmountCell,
  alignment: Alignment,
): { column: Column | null; distance: number } {
  let best: { column: Column | null; distance: number } = { column: null, distance: FARTHEST };
  for (const column of columns) {
    const distance = distanceTo(column, cell, alignment);
    if (distance < best.distance) best = { column, distance };
  }
  return best;
}

function distanceTo(column: Span, cell: AmountCell, alignment: Alignment): number {
  if (alignment === 'right')
    return Math.min(Math.abs(cell.x1 - column.x1), Math.abs(cell.box[2] - column.x1));
  if (alignment === 'left') return Math.min(Math.abs(cell.x0 - column.x0), Math.abs(cell.box[0] - column.x0));
  return Math.abs((cell.x0 + cell.x1 - column.x0 - column.x1) / 2);
}

/** The amounts of a line by their columns; amounts that stand in none belong to the description. */
export function assignAmounts(layout: TableLayout, amounts: readonly AmountCell[]): Map<Column, AmountCell> {
  const money = layout.columns.filter((column) => MONEY_ROLES.includes(column.role));
  const assigned = new Map<Column, { cell: AmountCell; distance: number }>();
  for (const cell of amounts) {
    const { column, distance } = nearest(money, cell, layout.alignment);
    if (!column || layout.others.some((other) => distanceTo(other, cell, layout.alignment) < distance))
      continue;
    const present = assigned.get(column);
    const isBetter =
      !present ||
      (cell.amount.isMoneyLike && !present.cell.amount.isMoneyLike) ||
      (cell.amount.isMoneyLike === present.cell.amount.isMoneyLike && distance <= present.distance);
    if (isBetter) assigned.set(column, { cell, distance });
  }
  const outermost = money.at(-1);
  const beyond = amounts.findLast((cell) => outermost && cell.x0 > outermost.x1 && cell.amount.isMoneyLike);
  // Nothing stands right of the last column: it is wider than its heading.
  if (outermost && beyond && !assigned.has(outermost) && !hasOther(layout, beyond))
    assigned.set(outermost, { cell: beyond, distance: FARTHEST });
  return new Map([...assigned].map(([column, { cell }]) => [column, cell]));
}

const hasOther = ({ others }: TableLayout, cell: AmountCell): boolean =>
  others.some(({ x0, x1 }) => cell.x0 < x1 + FARTHEST && x0 - FARTHEST < cell.x1);

/** The date that stands in the date column; without such a column, one that begins the line. */
export function dateIn(
  layout: TableLayout,
  dates: readonly DateCell[],
  role: 'date' | 'value_date',
): DateCell | null {
  const column = layout.columns.find((candidate) => candidate.role === role);
  if (!column) return role === 'date' ? (dates.find((cell) => cell.from === 0) ?? null) : null;
  const distance = ({ box }: DateCell): number =>
    box[2] < column.x0 ? column.x0 - box[2] : box[0] > column.x1 ? box[0] - column.x1 : 0;
  const [first] = dates;
  // Where only value dates have a column, the date of booking may begin the line.
  if (column.isValueDate && first?.from === 0 && distance(first) > DATE_TOLERANCE && dates.length > 1)
    return first;
  const close = dates.filter((cell) => distance(cell) <= DATE_TOLERANCE);
  return close.sort((a, b) => distance(a) - distance(b) || a.from - b.from)[0] ?? null;
}

/** `01 31` in a column of dates: month and day with nothing but a space between. */
export function spacedDateIn(layout: TableLayout, line: Line): DateCell | null {
  const column = layout.columns.find(({ role }) => role === 'date');
  if (!column) return null;
  const isInside = ({ text, box }: Word): boolean =>
    /^\d{2}$/u.test(text) && box[2] > column.x0 - DATE_TOLERANCE && box[0] < column.x1 + DATE_TOLERANCE;
  const from = line.words.findIndex(
    (word, index, { [index + 1]: next }) => next && isInside(word) && isInside(next),
  );
  if (from < 0) return null;
  const words = line.words.slice(from, from + 2);
  const date = readDate(words.map(({ text }) => text).join('/'));
  return date && { date, from, to: from + 2, box: enclose(words.map(({ box }) => box)) };
}

/** What the column of marks says: `CR`, `D`, `S`, `Bij`; null when it is empty or about something else. */
export function markIn(
  layout: TableLayout,
  words: readonly Word[],
): { mark: 'debit' | 'credit'; word: Word } | null {
  const columns = layout.columns.filter((column) => column.role === 'mark');
  for (const column of columns) {
    for (const word of words) {
      if (word.box[2] < column.x0 - DATE_TOLERANCE || word.box[0] > column.x1 + DATE_TOLERANCE) continue;
      const mark = creditOrDebit(word.text);
      if (mark) return { mark, word };
    }
  }
  return null;
}

/** The words of a line that describe the transaction, without those of the reference and category columns. */
export function describeWords(
  layout: TableLayout,
  words: readonly Word[],
): { description: string; category: string } {
  const belongsTo = (word: Word): ColumnRole => textRole(layout, word);
  const textOf = (chosen: readonly Word[]): string => chosen.map((word) => word.text).join(' ');
  return {
    description: textOf(words.filter((word) => !['reference', 'category'].includes(belongsTo(word)))),
    category: textOf(words.filter((word) => belongsTo(word) === 'category')),
  };
}

function textRole(layout: TableLayout, word: Word): ColumnRole {
  const starts = layout.columns
    .filter((column) => !MONEY_ROLES.includes(column.role))
    .filter((column) => column.x0 <= word.box[0] + TEXT_TOLERANCE)
    .sort((a, b) => b.x0 - a.x0);
  const role = starts[0]?.role ?? 'description';
  const hasDescription = layout.columns.some((column) => column.role === 'description');
  return hasDescription ? role : 'description';
}

/** Where the first column of money begins; text right of it is no description. */
export function moneyStart(layout: TableLayout): number {
  return Math.min(
    ...layout.columns.filter((column) => MONEY_ROLES.includes(column.role)).map((column) => column.x0),
  );
}

/** Whether a line without date and amount can carry a description on: it stands where descriptions stand. */
export function standsInDescription(layout: TableLayout, line: Line): boolean {
  const description = layout.columns.find((column) => column.role === 'description');
  const date = layout.columns.find((column) => column.role === 'date');
  const left = description ? Math.min(description.x0, (date?.x1 ?? description.x0) + 2) : (date?.x1 ?? 0);
  return line.box[0] >= left - TEXT_TOLERANCE;
}
