import type { Line } from '../../text/index.js';
import type { PrintedRow } from '../printed/events.js';
import { type AmountCell, type DateCell, findDates } from './amount-cells.js';
import {
  assignAmounts,
  dateIn,
  describeWords,
  markIn,
  spacedDateIn,
  type TableLayout,
} from './table-columns.js';
import type { Column } from './table-header.js';
import { cellsByRole } from './table-row.js';

/** A line of a table, cut into what stands in its columns. */
export interface TableLine {
  line: Line;
  date: DateCell | null;
  /** The amounts by their columns, and by what these hold. */
  assigned: ReadonlyMap<Column, AmountCell>;
  cells: PrintedRow['cells'];
  mark: PrintedRow['mark'];
  /** Everything that is neither date nor amount nor mark. */
  text: string;
  description: string;
  category: string;
}

/** The date of a line; the value date where a line with an amount has no other. */
export function dateOf(layout: TableLayout, line: Line, amounts: readonly AmountCell[]): DateCell | null {
  const dates = findDates(line);
  const hasMoney = amounts.some(({ amount }) => amount.isMoneyLike);
  return (
    dateIn(layout, dates, 'date') ??
    spacedDateIn(layout, line) ??
    (hasMoney ? dateIn(layout, dates, 'value_date') : null)
  );
}

export function cutTableLine(
  layout: TableLayout,
  line: Line,
  amounts: readonly AmountCell[],
  date: DateCell | null,
): TableLine {
  const others = findDates(line).filter((cell) => cell.from !== date?.from);
  const valueDate = dateIn(layout, others, 'value_date');
  const isApart = (cell: AmountCell, from: DateCell | null): boolean =>
    !from || cell.from >= from.to || cell.to <= from.from;
  const assigned = assignAmounts(
    layout,
    amounts.filter((cell) => isApart(cell, date) && isApart(cell, valueDate)),
  );
  const mark = markIn(layout, line.words);
  const taken = [date, valueDate, ...assigned.values()].filter((cell) => cell !== null);
  const words = line.words.filter(
    (word, index) => word !== mark?.word && !taken.some(({ from, to }) => index >= from && index < to),
  );
  return {
    line,
    date,
    assigned,
    cells: cellsByRole(assigned),
    mark: mark?.mark ?? null,
    text: words.map((word) => word.text).join(' '),
    ...describeWords(layout, words),
  };
}
