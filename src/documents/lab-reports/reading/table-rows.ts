import type { Word } from '../../text/text-document.js';
import { makeCell, type Cell } from './cells.js';
import type { ColumnKind } from '../knowledge/headings.js';
import type { Column } from './columns.js';
import { isInlineFlag, parseFlag } from './flags.js';
import { isDate, isDatedNumber } from './dates.js';
import type { NumberStyle } from './numbers.js';
import { parseInterval } from './ranges.js';
import { isWordResult, parseTail, parseValue, splitGlued } from './results.js';
import { parseUnit } from './units.js';

/** The cells of one line under the columns of its table, in the order of the line. */
export type PlacedCells = Partial<Record<ColumnKind, Cell[]>>;

/** What the characters of a cell look like, whatever column they stand in. */
type Shape = 'number' | 'measure' | 'interval' | 'unit' | 'flag' | 'word' | 'date' | 'text';

/** How badly a shape fits a column; 0 fits, 9 is next to impossible. */
const MISFIT: Record<ColumnKind, Record<Shape, number>> = {
  index: { number: 0, measure: 9, interval: 9, unit: 9, flag: 9, word: 9, date: 9, text: 7 },
  name: { number: 6, measure: 8, interval: 8, unit: 3, flag: 4, word: 3, date: 4, text: 0 },
  value: { number: 0, measure: 0.5, interval: 3, unit: 6, flag: 2, word: 0, date: 8, text: 3.5 },
  out_of_range: { number: 0, measure: 0.5, interval: 3, unit: 6, flag: 2, word: 0, date: 8, text: 5 },
  previous: { number: 0.5, measure: 1, interval: 4, unit: 6, flag: 2, word: 0.5, date: 0, text: 4 },
  flag: { number: 8, measure: 8, interval: 8, unit: 7, flag: 0, word: 1, date: 8, text: 3 },
  unit: { number: 8, measure: 7, interval: 8, unit: 0, flag: 6, word: 6, date: 9, text: 3 },
  reference: { number: 4, measure: 4, interval: 0, unit: 4, flag: 6, word: 1.5, date: 8, text: 2 },
  low: { number: 0, measure: 6, interval: 8, unit: 8, flag: 8, word: 6, date: 9, text: 8 },
  high: { number: 0, measure: 6, interval: 8, unit: 8, flag: 8, word: 6, date: 9, text: 8 },
  other: { number: 3, measure: 4, interval: 5, unit: 5, flag: 4, word: 2, date: 0, text: 0 },
};
/** A cell this many font sizes away from a heading is as unlikely as it gets by distance alone. */
const FARTHEST = 8;

/**
 * Puts the cells of a line under the columns: nearness to the heading and the shape of the text decide together, and the
 * order of the columns is kept. So values that are set right or centred under a left-set heading find their column.
 */
export function placeCells(
  cells: readonly Cell[],
  columns: readonly Column[],
  style: NumberStyle,
): PlacedCells {
  const pieces = cells.flatMap(splitBehindDate).flatMap((cell) => splitAtColumns(cell, columns, style));
  const assignment = cheapestAssignment(pieces, columns, style);
  const placed: PlacedCells = {};
  pieces.forEach((piece, index) => {
    const column = columns[assignment[index] ?? 0];
    if (!column) return;
    const { kind, date, unit, people, inUnit } = column;
    (placed[kind] ??= []).push({
      ...piece,
      ...(date !== undefined && { date }),
      ...(unit && { unit }),
      ...(people !== undefined && { people }),
      ...(inUnit && { inUnit }),
    });
  });
  return placed;
}

/** The text of the cells of a column. */
export function cellText(cells: readonly Cell[] | undefined): string {
  return (cells ?? []).map((cell) => cell.text).join(' ');
}

function shapeOf(text: string, style: NumberStyle): Shape {
  if (isDate(text) || isDatedNumber(text)) return 'date';
  const value = parseValue(text, style);
  if (value?.value !== null && value !== null) return /^[<>≤≥]/.test(value.text) ? 'interval' : 'number';
  if (parseUnit(text)) return 'unit';
  if (isInlineFlag(text) || /^[A-Z*+-]{1,2}$/.test(text.trim())) return parseFlag(text) ? 'flag' : 'text';
  if (isWordResult(text)) return 'word';
  const interval = parseInterval(text, style);
  if (interval) return 'interval';
  if (parseTail(text.split(' '), { style, sex: null, age: null })) return 'measure';
  return parseFlag(text) ? 'flag' : 'text';
}

/** A comparator number may be a result or a reference; the value column takes it without regret. */
function misfit({ kind, aside }: Column, shape: Shape, text: string): number {
  if (aside) return aside === 'value' && shape === 'interval' ? MISFIT.value.interval : 0;
  const isCompared = /^[<>≤≥]/.test(text.trim());
  if (isCompared && (kind === 'value' || kind === 'out_of_range' || kind === 'previous')) return 0.2;
  return MISFIT[kind][shape];
}

/** `02/11/2024 mg/dL`: the date of an earlier result and what stands in the next column, set closely. */
function splitBehindDate(cell: Cell): Cell[] {
  const end = cell.words.findIndex(({ text }) => isDate(text)) + 1;
  const next = cell.words[end];
  if (end === 0 || !next || (/^[<>≤≥]?\d/.test(next.text) && !parseUnit(next.text))) return [cell];
  return [makeCell(cell.words.slice(0, end), cell.attached), makeCell(cell.words.slice(end), true)];
}

/** Cuts a cell that lies under several headings where its words change from one to the next, or where a number begins. */
function splitAtColumns(cell: Cell, columns: readonly Column[], style: NumberStyle): Cell[] {
  if (cell.words.length < 2 || overlapping(cell.box[0], cell.box[2], columns) < 2) return [cell];
  if (parseInterval(cell.text, style)?.kind === 'interval' || parseUnit(cell.text)) return [cell];
  const groups: Word[][] = [];
  let before = -1;
  for (const word of cell.words) {
    const nearest = nearestColumn(word.box[0], word.box[2], columns);
    const current = groups.at(-1);
    if (current && nearest === before && !entersColumn(current.at(-1), word, columns[nearest]))
      current.push(word);
    else groups.push([word]);
    before = nearest;
  }
  return groups.map((words, index) => makeCell(words, index > 0 || cell.attached));
}

/** A number under a heading does not belong to the long name that ends just before that heading. */
function entersColumn(before: Word | undefined, word: Word, column: Column | undefined): boolean {
  if (!before || !column || !/^[<>≤≥]?\d/.test(word.text)) return false;
  return gapTo(word.box[0], word.box[2], column) === 0 && gapTo(before.box[0], before.box[2], column) > 0;
}

function overlapping(x0: number, x1: number, columns: readonly Column[]): number {
  return columns.filter((column) => column.x0 < x1 && column.x1 > x0).length;
}

function gapTo(x0: number, x1: number, column: Column): number {
  return Math.max(0, column.x0 - x1, x0 - column.x1);
}

function nearestColumn(x0: number, x1: number, columns: readonly Column[]): number {
  let best = 0;
  columns.forEach((column, index) => {
    if (gapTo(x0, x1, column) < gapTo(x0, x1, columns[best] ?? column)) best = index;
  });
  return best;
}

function cheapestAssignment(
  pieces: readonly Cell[],
  columns: readonly Column[],
  style: NumberStyle,
): number[] {
  interface State {
    cost: number;
    path: number[];
  }
  let states: State[] = columns.map((_column, index) => ({ cost: index === 0 ? 0 : Infinity, path: [] }));
  const shapes = pieces.map((piece) =>
    shapeOf(piece.words.flatMap((word) => splitGlued(word.text)).join(' '), style),
  );
  pieces.forEach((piece, pieceIndex) => {
    const shape = shapes[pieceIndex] ?? 'text';
    const before = shapes[pieceIndex - 1];
    states = columns.map((column, index) => {
      const from = states
        .slice(0, index + 1)
        .map((state) => ({
          ...state,
          cost:
            state.cost + (before && state.path.at(-1) === index ? sameColumn(column.kind, before, shape) : 0),
        }))
        .reduce((best, state) => (state.cost < best.cost ? state : best));
      const continues = piece.attached && from.path.at(-1) === index;
      const cost = continues ? 0 : distanceCost(piece, column);
      return { cost: from.cost + cost + misfit(column, shape, piece.text), path: [...from.path, index] };
    });
  });
  return states.reduce((best, state) => (state.cost < best.cost ? state : best)).path;
}

/** Two cells in one column are possible (`14.5` `H`) but two columns are likelier; two numbers are hardly ever one result. */
const SAME_COLUMN = 0.6;
const TWO_RESULTS = 3;
const NUMERIC: readonly Shape[] = ['number', 'interval', 'measure'];

function sameColumn(kind: ColumnKind, before: Shape, shape: Shape): number {
  const isResult = kind === 'value' || kind === 'previous' || kind === 'out_of_range';
  return isResult && NUMERIC.includes(before) && NUMERIC.includes(shape) ? TWO_RESULTS : SAME_COLUMN;
}

function distanceCost(piece: Cell, column: Column): number {
  const fontSize = piece.words[0]?.fontSize ?? 10;
  return Math.min(FARTHEST, (0.5 * gapTo(piece.box[0], piece.box[2], column)) / fontSize);
}
