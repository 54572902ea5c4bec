import type { Line } from '../../text/text-document.js';
import type { ColumnKind } from '../knowledge/headings.js';
import { splitIntoCells } from './cells.js';
import type { Column, TableHeader } from './columns.js';
import type { NumberStyle } from './numbers.js';
import { parseInterval } from './ranges.js';
import { parseUnit } from './units.js';

/** What most cells of a column must be. */
const MOST = 0.6;

/**
 * The table with the columns of unknown headings named by what stands below them: intervals or units, where no known heading holds those.
 * Two results under their units have their intervals in a column beside them, which may have its heading further up.
 */
export function settleUnknownColumns(
  table: TableHeader,
  lines: readonly Line[],
  style: NumberStyle,
): TableHeader {
  const columns = table.columns.map((column) =>
    column.unknown && column.kind === 'other'
      ? { ...column, kind: kindOf(textsBelow(column, table, lines), table, style) }
      : column,
  );
  return withIntervalsBeside({ ...table, columns }, lines, style);
}

function withIntervalsBeside(table: TableHeader, lines: readonly Line[], style: NumberStyle): TableHeader {
  const last = table.columns.at(-1);
  if (!last?.unit || table.columns.some(({ kind, aside }) => [kind, aside].includes('reference')))
    return table;
  const beside = lines.flatMap((line) => splitIntoCells(line).filter(({ box }) => box[0] > last.x1));
  const intervals = beside.filter(({ text }) => isInterval(text, style));
  if (intervals.length === 0 || intervals.length < MOST * beside.length) return table;
  const x0 = Math.min(...intervals.map(({ box }) => box[0]));
  const x1 = Math.max(...intervals.map(({ box }) => box[2]));
  return { ...table, columns: [...table.columns, { kind: 'reference', x0, x1, inUnit: true }] };
}

function kindOf(texts: readonly string[], table: TableHeader, style: NumberStyle): ColumnKind {
  const isFree = (kind: ColumnKind): boolean => table.columns.every((column) => column.kind !== kind);
  const are = (test: (text: string) => boolean): boolean =>
    texts.length > 0 && texts.filter(test).length >= MOST * texts.length;
  if (isFree('reference') && isFree('low') && are((text) => isInterval(text, style))) return 'reference';
  return isFree('unit') && are((text) => parseUnit(text) !== null) ? 'unit' : 'other';
}

function isInterval(text: string, style: NumberStyle): boolean {
  return parseInterval(text, style)?.kind === 'interval';
}

/** Texts of the cells that lie under this column and under no other. */
function textsBelow(column: Column, table: TableHeader, lines: readonly Line[]): string[] {
  const reaches = (box: readonly number[], { x0, x1 }: Column): boolean =>
    (box[0] ?? 0) < x1 && (box[2] ?? 0) > x0;
  return lines
    .flatMap(splitIntoCells)
    .filter(({ box }) => reaches(box, column))
    .filter(({ box }) => !table.columns.some((other) => other !== column && reaches(box, other)))
    .map(({ text }) => text);
}
