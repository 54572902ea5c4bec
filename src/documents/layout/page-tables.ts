import { enclose, type Box, type Line } from '../text/text-document.js';
import { type Cell, cellsOf } from './cells.js';
import { columnEdges } from './column-edges.js';
import { BULLET } from './list-marks.js';

export interface PageTable {
  /** Indexes of its first line and of the line after its last. */
  from: number;
  to: number;
  rows: string[][];
  box: Box;
}

const FEWEST_ROWS = 3;
/** Lines of a table stand closer than this, in font sizes. */
const ROW_GAP = 3.2;
/** Where a table has one row so far, rows are taken to stand so far apart, in font sizes. */
const USUAL_GAP = 1.5;
/** Times that distance. */
const APART = 1.5;
/** Lines of remarks below an item, at most. */
const MOST_REST_LINES = 6;
const WRAPPED_GAP = 1.45;
/** Points by which the lines of one cell may begin apart. */
const ALIGNED = 3;
const LABELLED = /^\p{L}[^:]{1,39}:\s+\S/u;
/** Cells longer than this are columns of prose. */
const LONGEST_MEAN_CELL = 45;

/** The tables among lines: stretches of at least three lines with two cells or more that stand under each other. */
export function findTables(lines: readonly Line[]): PageTable[] {
  const cells = lines.map(({ words }) => cellsOf(words));
  const tables: PageTable[] = [];
  for (let from = 0; from < lines.length; from++) {
    if (cells[from]!.length < 2) continue;
    const to = endOfTable(lines, cells, from);
    const rows = cells.slice(from, to);
    const table = hasEnoughRows(rows) && !isOfLabels(rows) ? toTable(lines, from, to) : null;
    if (!table) continue;
    tables.push(table);
    from = to - 1;
  }
  return tables;
}

/** Two rows are enough where they have the same three cells or more: headings and one row of values. */
function hasEnoughRows(rows: readonly Cell[][]): boolean {
  const [head, values] = rows;
  const isPair = rows.length === 2 && head!.length >= 3 && head!.length === values!.length;
  return isPair || rows.length >= FEWEST_ROWS;
}

/** `Carrier: RoadRunner` in most rows: labels with what they name, beside an address perhaps, are no table. */
function isOfLabels(rows: readonly Cell[][]): boolean {
  const labelled = rows.filter((row) => row.some(({ text }) => LABELLED.test(text)));
  return labelled.length > rows.length / 2;
}

/** A line with one cell inside of a table is the rest of the cell above. */
function endOfTable(lines: readonly Line[], cells: readonly Cell[][], from: number): number {
  let to = from + 1;
  for (let index = from + 1; index < lines.length; index++) {
    const gap = lines[index]!.baseline - lines[index - 1]!.baseline;
    if (gap > ROW_GAP * lines[index]!.fontSize || isTextAmongRows(lines, cells, from, index)) break;
    if (beginsAnother(lines, cells, from, index)) break;
    if (isWrapped(lines, cells, index)) to = index + 1;
    else if (index > to + 1 ? goesOn(cells, from, index) : cells[index]!.length >= 2) to = index + 1;
    else if (index - to >= (isNarrow(cells, from, index) ? MOST_REST_LINES : 1)) break;
  }
  return to;
}

/** Headings, further from the rows above than those from each other, begin another table. */
function beginsAnother(
  lines: readonly Line[],
  cells: readonly Cell[][],
  from: number,
  index: number,
): boolean {
  const [above, line] = [lines[index - 1]!, lines[index]!];
  const gaps = lines
    .slice(from + 1, index)
    .map(({ baseline }, offset) => baseline - lines[from + offset]!.baseline)
    .sort((a, b) => a - b);
  const usual = gaps[Math.floor(gaps.length / 2)] ?? line.fontSize * USUAL_GAP;
  const isApart = line.baseline - above.baseline > APART * usual;
  return isApart && cells[index]!.length >= 2 && !/\d/u.test(line.text);
}

/** A line close to the one above that stands under one of its cells, and reaches into no other, goes on with that cell. */
function isWrapped(lines: readonly Line[], cells: readonly Cell[][], index: number): boolean {
  const [cell, ...others] = cells[index]!;
  if (!cell || others.length > 0 || !isClose(lines[index]!, lines[index - 1]!)) return false;
  const row = cells.slice(0, index).findLast(({ length }) => length >= 2) ?? [];
  const column = row.findIndex(({ x0 }) => Math.abs(x0 - cell.x0) < ALIGNED);
  const next = row[column + 1];
  return column > 0 && (!next || cell.x1 < next.x0);
}

/** After several lines of one cell only a row with the cells of the first goes on with a table. */
function goesOn(cells: readonly Cell[][], from: number, index: number): boolean {
  return cells[index]!.length >= 3 && cells[index]!.length === cells[from]!.length;
}

/** Whether a line stays within the first column, as remarks on an item do. */
function isNarrow(cells: readonly Cell[][], from: number, index: number): boolean {
  const second = cells[from]![1];
  return cells[from]!.length >= 3 && cells[index]!.length === 1 && cells[index]![0]!.x1 < second!.x0;
}

/** A heading or an item of a list between rows ends the table before it. */
function isTextAmongRows(
  lines: readonly Line[],
  cells: readonly Cell[][],
  from: number,
  index: number,
): boolean {
  const { text, fontSize } = lines[index]!;
  return cells[index]!.length === 1 && (fontSize > 1.12 * lines[from]!.fontSize || BULLET.test(text));
}

function toTable(lines: readonly Line[], from: number, to: number): PageTable | null {
  const edges = columnEdges(lines.slice(from, to));
  const rows = lines.slice(from, to).map(({ words }) => cellsOf(words, edges));
  const columns = columnsOf(rows);
  const full = rows.filter((row) => row.length >= 2);
  const lengths = full.flatMap((row) => row.map(({ text }) => text.length));
  if (
    columns.length < 2 ||
    lengths.reduce((sum, length) => sum + length, 0) / lengths.length > LONGEST_MEAN_CELL
  )
    return null;
  const grid: string[][] = [];
  for (const [index, row] of rows.entries()) {
    const placed = columns.map((column) =>
      row
        .filter((cell) => columnOf(cell, columns) === column)
        .map(({ text }) => text)
        .join(' '),
    );
    const above = grid.at(-1);
    const isRest =
      row.length === 1 && grid.length > 1 && isClose(lines[from + index]!, lines[from + index - 1]!);
    if (isRest && above)
      placed.forEach((text, column) => (above[column] = `${above[column]} ${text}`.trim()));
    else grid.push(placed);
  }
  return {
    from,
    to,
    rows: withHeadsOverColumns(grid),
    box: enclose(lines.slice(from, to).map(({ box }) => box)),
  };
}

/** Wrapped lines of a cell stand closer than rows; under the headings one cell alone names a section. */
const isClose = (line: Line, above: Line): boolean =>
  line.baseline - above.baseline < WRAPPED_GAP * Math.max(line.fontSize, above.fontSize);

/** A head that is set left over numbers that are set right stands in a column of its own: it is that of the numbers. */
function withHeadsOverColumns(rows: readonly string[][]): string[][] {
  const [head = [], ...body] = rows;
  const isHeadAlone = (column: number): boolean =>
    head[column] !== '' && head[column + 1] === '' && body.every((row) => row[column] === '');
  return rows.map((row) =>
    row.flatMap((text, column) => {
      if (isHeadAlone(column)) return [];
      return [column > 0 && isHeadAlone(column - 1) ? `${row[column - 1]}${text}` : text];
    }),
  );
}

interface Column {
  x0: number;
  x1: number;
}

/** Columns are where cells of different rows overlap; a cell over several columns does not join them. */
function columnsOf(rows: readonly Cell[][]): Column[] {
  const widest = Math.max(...rows.map((row) => row.length));
  const model = rows.filter((row) => row.length >= Math.max(2, widest * 0.6));
  const columns: Column[] = [];
  for (const cell of model.flat().sort((a, b) => a.x1 - a.x0 - (b.x1 - b.x0))) {
    const found = columns.filter(({ x0, x1 }) => Math.min(x1, cell.x1) - Math.max(x0, cell.x0) > 0);
    if (found.length === 0) columns.push({ x0: cell.x0, x1: cell.x1 });
    else if (found.length === 1) {
      found[0]!.x0 = Math.min(found[0]!.x0, cell.x0);
      found[0]!.x1 = Math.max(found[0]!.x1, cell.x1);
    }
  }
  return columns.sort((a, b) => a.x0 - b.x0);
}

function columnOf(cell: Cell, columns: readonly Column[]): Column {
  const distance = ({ x0, x1 }: Column): number =>
    Math.max(0, x0 - cell.x1, cell.x0 - x1) + Math.abs(x0 - cell.x0) / 1000;
  return columns.reduce((best, column) => (distance(column) < distance(best) ? column : best));
}
