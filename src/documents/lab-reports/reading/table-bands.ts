import { enclose, type Line } from '../../text/text-document.js';
import { isKnownName } from '../knowledge/lookup.js';
import type { TableHeader } from './columns.js';
import { isMethod, isUnfinished } from './names.js';
import { parseTail, type TailOptions } from './results.js';
import type { PrintedRow } from './printed-row.js';
import { placeLine, readName, readPlacedRow } from './table-lines.js';
import { cellText, type PlacedCells } from './table-rows.js';

/**
 * Distances, in font sizes, up to which lines may belong to one row: half a line where a result stands between two lines of its name, a line
 * set tight, a line set wide. The first that makes a row of one result is taken.
 */
const LINE_SPACINGS = [0.8, 1.25, 1.5];

interface PlacedLine {
  line: Line;
  placed: PlacedCells;
}

/** A row that takes several lines, with how many of the lines it takes. */
export interface Band {
  row: PrintedRow;
  lines: number;
}

/**
 * Reads the row that begins at `start` where its result stands in the middle or at the bottom of a name over several lines:
 * what stands above the result is then the beginning of its name. Null for anything else.
 */
export function readTableBand(
  lines: readonly Line[],
  start: number,
  table: TableHeader,
  page: number,
  options: TailOptions,
): Band | null {
  for (const spacing of LINE_SPACINGS) {
    const band = takeBand(lines, start, spacing);
    const read = band.length < 2 ? null : readBand(band, table, page, options);
    if (read) return read;
  }
  return null;
}

function readBand(
  band: readonly Line[],
  table: TableHeader,
  page: number,
  options: TailOptions,
): Band | null {
  const placed = band.map((line): PlacedLine => ({ line, placed: placeLine(line, table, options) }));
  const withValue = placed.filter((each) => holdsValue(each, options));
  const [own] = withValue;
  if (!own || withValue.length > 1 || own === placed[0] || !isOneName(placed, own)) return null;
  const whole = {
    ...own.line,
    text: band.map((line) => line.text).join('\n'),
    box: enclose(band.map((line) => line.box)),
  };
  const row = readPlacedRow(whole, merge(placed), page, options);
  return row && { row, lines: band.length };
}

/** The lines from `start` on that are set tightly; empty where the lines before it belong to them. */
function takeBand(lines: readonly Line[], start: number, spacing: number): Line[] {
  const isTight = (index: number): boolean => {
    const [above, below] = [lines[index - 1], lines[index]];
    return Boolean(above && below && below.baseline - above.baseline <= spacing * below.fontSize);
  };
  if (isTight(start)) return [];
  let end = start + 1;
  while (isTight(end)) end++;
  return lines.slice(start, end);
}

function holdsValue({ placed }: PlacedLine, options: TailOptions): boolean {
  const text = cellText(placed.value ?? placed.out_of_range);
  return text !== '' && parseTail(text.split(' '), options) !== null;
}

/** A heading above a row is no part of its name: the whole must be known, or stand around the result on both sides. */
function isOneName(placed: readonly PlacedLine[], own: PlacedLine): boolean {
  const name = readName(own.placed);
  const index = placed.indexOf(own);
  const hasName = ({ placed: cells }: PlacedLine): boolean => cells.name !== undefined;
  if (!placed.slice(0, index).some(hasName)) return false;
  if (isKnownName(readName(merge(placed)))) return true;
  return !isKnownName(name) && placed.slice(index + 1).some(hasName);
}

/** The cells of all lines by column, from top to bottom; method lines are left out of the name. */
function merge(placed: readonly PlacedLine[]): PlacedCells {
  const merged: PlacedCells = {};
  for (const { placed: cells } of placed) {
    for (const [kind, own] of Object.entries(cells) as [keyof PlacedCells, PlacedCells['name']][]) {
      const goesOn = isUnfinished(cellText(merged.name));
      const kept = (own ?? []).filter((cell) => kind !== 'name' || goesOn || !isMethod(cell.text));
      if (kept.length > 0) merged[kind] = [...(merged[kind] ?? []), ...kept];
    }
  }
  return merged;
}
