import type { Line, Word } from '../../text/index.js';
import type { DateText } from '../dates/date-text.js';
import { type AmountCell, dateAt, findDates } from './amount-cells.js';
import type { PrintedFigure } from '../printed/events.js';
import { type FigureLabel, readFigureLabel } from '../printed/labels.js';
import type { TableLine } from './table-line.js';

const CELL_GAP = 1.4;
const LABEL_ABOVE = 3.6;
const FARTHEST_MIDDLE = 60;

interface Found {
  label: FigureLabel;
  text: string;
  cell: AmountCell;
}

/** The labelled figures of a line: each amount with the words before it. */
export function figuresBeside(line: Line, amounts: readonly AmountCell[]): Found[] {
  const found: Found[] = [];
  let from = 0;
  for (const cell of amounts.filter(isFigure)) {
    const words = line.words.slice(from, cell.from);
    const label = labelOf(words);
    if (label) found.push({ ...label, cell });
    from = cell.to;
  }
  return found;
}

/** "Withdrawals: 90.00   Deposits: 400.00": labels and figures by turns are no line of a table. */
export function isLineOfFigures(line: Line, amounts: readonly AmountCell[]): boolean {
  const found = figuresBeside(line, amounts);
  const [first] = found;
  if (!first || first.label.kind === 'other') return false;
  return found.length > 1 || line.words.slice(first.cell.to).some(({ text }) => /\p{L}{4}/u.test(text));
}

/** `Account balance on 05.01.2026  2,004.65` under a table, where none of its columns is: a figure, although a date stands in it. */
export function isFigureAside({ line, cells, date }: TableLine, amounts: readonly AmountCell[]): boolean {
  const beginsDated = findDates(line)[0]?.from === 0;
  if (!date || beginsDated || Object.keys(cells).length > 0) return false;
  return figuresBeside(line, amounts).some(({ label }) => label.kind !== 'other');
}

/** The labelled figures of a box: labels in one line, the amounts below them, at most so many font sizes away. */
export function figuresBelow(
  line: Line,
  below: readonly { line: Line; amounts: readonly AmountCell[] }[],
  farthest = LABEL_ABOVE,
): Found[] {
  const labels = labelsOn(line);
  if (labels.length === 0) return [];
  for (const { line: lower, amounts } of below) {
    const figures = amounts.filter(isFigure);
    if (figures.length === 0) continue;
    if (lower.baseline - line.baseline > farthest * line.fontSize) return [];
    if (figuresBeside(lower, amounts).length > 0) return [];
    return pair(labels, figures);
  }
  return [];
}

/** The labelled figures of a box whose amounts stand in one line and their labels in the next. */
export function figuresAbove(line: Line, amounts: readonly AmountCell[], lower: Line): Found[] {
  const figures = amounts.filter(isFigure);
  const isOnlyAmounts = line.words.every((_, index) =>
    amounts.some(({ from, to }) => index >= from && index < to),
  );
  const isNear = lower.baseline - line.baseline <= LABEL_ABOVE * line.fontSize;
  return isOnlyAmounts && isNear && figures.length > 1 ? pair(labelsOn(lower), figures) : [];
}

type PlacedLabel = Omit<Found, 'cell'> & { x0: number; x1: number };

function labelsOn(line: Line): PlacedLabel[] {
  const cells = splitCells(line.words);
  const labels = cells.flatMap((words) => {
    const label = labelOf(words);
    return label ? [{ ...label, x0: words[0]!.box[0], x1: words.at(-1)!.box[2] }] : [];
  });
  return labels.length > 0 ? labels : openingAndClosing(cells);
}

/** "Initial   Final": each alone says nothing, together they are the balances. */
function openingAndClosing(cells: readonly Word[][]): PlacedLabel[] {
  const found = cells.flatMap((words): PlacedLabel[] => {
    const text = words.map((word) => word.text).join(' ');
    const kind = BARE_OPENING.test(text) ? 'opening' : BARE_CLOSING.test(text) ? 'closing' : null;
    return kind
      ? [{ label: { kind, partial: false }, text, x0: words[0]!.box[0], x1: words.at(-1)!.box[2] }]
      : [];
  });
  return new Set(found.map(({ label }) => label.kind)).size === 2 && found.length === 2 ? found : [];
}

const BARE_OPENING =
  /^(?:opening|beginning|initial|previous|inicial|anterior|iniziale|precedente|alt|anfang)$/iu;
const BARE_CLOSING = /^(?:closing|ending|final|new|actual|finale|nuevo|neu|ende)$/iu;

/** Each label with the figure that it overlaps, or else the closest. */
function pair(labels: readonly PlacedLabel[], figures: readonly AmountCell[]): Found[] {
  return labels.flatMap(({ label, text, x0, x1 }) => {
    const middle = (x0 + x1) / 2;
    const overlapping = figures.filter((cell) => cell.box[0] < x1 && x0 < cell.box[2]);
    const cell = closest(overlapping.length > 0 ? overlapping : figures, middle);
    const distance = Math.abs((cell.box[0] + cell.box[2]) / 2 - middle);
    return overlapping.length > 0 || distance <= FARTHEST_MIDDLE ? [{ label, text, cell }] : [];
  });
}

const isFigure = ({ amount }: AmountCell): boolean => amount.isMoneyLike || amount.currency !== null;

function closest(cells: readonly AmountCell[], middle: number): AmountCell {
  const distance = (cell: AmountCell): number => Math.abs((cell.box[0] + cell.box[2]) / 2 - middle);
  return cells.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
}

/**
 * The label that words make: those that stand together last, or with what stands apart before them ("Closing   balance").
 * A label of nothing that could be compared is taken only where there is no other.
 */
export function labelOf(words: readonly Word[]): { label: FigureLabel; text: string } | null {
  const cells = splitCells(words);
  let vague: { label: FigureLabel; text: string } | null = null;
  for (let count = 1; count <= cells.length; count += 1) {
    const text = cells
      .slice(-count)
      .flat()
      .map((word) => word.text)
      .join(' ');
    const label = readFigureLabel(text);
    if (label && label.kind !== 'other' && label.kind !== 'balance') return { label, text };
    vague ??= label && { label, text };
  }
  return vague;
}

export function splitCells(words: readonly Word[]): Word[][] {
  const cells: Word[][] = [];
  for (const word of words) {
    const last = cells.at(-1)?.at(-1);
    if (last && word.box[0] - last.box[2] <= CELL_GAP * word.fontSize) cells.at(-1)!.push(word);
    else cells.push([word]);
  }
  return cells;
}

/** The words that stand together first on a line. */
export function firstCell(line: Line): string {
  const [words = []] = splitCells(line.words);
  return words.map(({ text }) => text).join(' ');
}

/** The last date on a line: the one a balance is of. */
export function dateOnLine(line: Line): DateText | null {
  let found: DateText | null = null;
  for (let index = 0; index < line.words.length; index += 1) {
    const cell = dateAt(line, index);
    if (!cell) continue;
    if (cell.date.year !== null || found === null) found = cell.date;
    index = cell.to - 1;
  }
  return found;
}

/** A figure as an event; `cells` where it stands in a table. */
export function toFigure(
  { label, text, cell }: Found,
  line: Line,
  page: number,
  table: { cells: PrintedFigure['cells']; inTable: boolean } = { cells: {}, inTable: false },
): PrintedFigure {
  return {
    label,
    text: text.replace(/[\s:.]+$/u, ''),
    amount: cell.amount,
    ...table,
    date: dateOnLine(line),
    place: { page, box: cell.box },
  };
}
