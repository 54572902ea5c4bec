import { enclose, type Line } from '../../text/text-document.js';
import { findAnalyte, propertyOf } from '../knowledge/lookup.js';
import { makeCell, splitIntoCells, wordsOf, type Cell } from './cells.js';
import { cleanName } from './names.js';
import type { PrintedRow } from './printed-row.js';
import { parseInterval } from './ranges.js';
import { parseTail, type RowTail, type TailOptions } from './results.js';
import { isGigaOrGrams, type Unit } from './units.js';

const PERCENT: Unit = { text: '%', ucum: '%' };

/**
 * Reads a line that gives one kind of cell twice, `Neutrophils  58.3 %  40 - 75  3.19 10^3/µL  1.8 - 7.0`: two rows of one name. The name must be
 * known both as a part and as a count, and the count must come with its interval; empty for any other line. French reports print no interval for
 * the part and may put `soit` between the two.
 */
export function readDoubleResult(line: Line, page: number, options: TailOptions): PrintedRow[] {
  const words = line.words.filter(({ text }) => !/^soit$/i.test(text));
  const [first, ...rest] = splitIntoCells({ ...line, words }).flatMap(withPartApart);
  const name = cleanName(first?.text ?? '');
  if (!first || rest.length < 2 || !findAnalyte(name, '%')) return [];
  const parallel = readParallelResults(first, name, rest, line, page, options);
  if (parallel.length > 0) return parallel;
  for (let cut = 1; cut < rest.length; cut++) {
    const part = readTail(rest.slice(0, cut), options);
    const count = readTail(rest.slice(cut), options) ?? readTail(rest.slice(cut, -1), options);
    if (!part || !count?.unit || !countsCells(count.unit) || !hasInterval(count)) continue;
    if (!hasInterval(part) && part.unit?.ucum !== '%') continue;
    if (!isCountOf(name, count.unit) || (part.unit && part.unit.ucum !== '%') || isOfPart(count)) continue;
    const toRow = rowMaker(line, name, page);
    return [
      toRow([first, ...rest.slice(0, cut)], { ...part, unit: part.unit ?? PERCENT }),
      toRow([first, ...rest.slice(cut)], count),
    ];
  }
  return [];
}

/** `Neutrophils  58.3 %  3.19 10^3/µL  40 - 75 %  1.8 - 7.0 10^3/µL`: both results first, then both intervals. */
function readParallelResults(
  first: Cell,
  name: string,
  [a, b, c, d, ...more]: readonly Cell[],
  line: Line,
  page: number,
  options: TailOptions,
): PrintedRow[] {
  if (!a || !b || !c || !d || more.length > 0) return [];
  const part = readTail([a, c], options);
  const count = readTail([b, d], options);
  if (!part || !count?.unit || !hasInterval(part) || !hasInterval(count)) return [];
  if (part.unit?.ucum !== '%' || !countsCells(count.unit) || !isCountOf(name, count.unit)) return [];
  if (!isTwoSided(c, options) || !isTwoSided(d, options) || isOfPart(count)) return [];
  const toRow = rowMaker(line, name, page);
  return [toRow([first, a, c], part), toRow([first, b, d], count)];
}

function isTwoSided(cell: Cell, { style }: TailOptions): boolean {
  const interval = parseInterval(cell.text, style);
  return interval?.kind === 'interval' && interval.low !== null && interval.high !== null;
}

function isCountOf(name: string, unit: Unit): boolean {
  return findAnalyte(name, isGigaOrGrams(unit) ? '10*9/L' : unit.ucum) !== null;
}

/** The interval beside the count is that of the part. */
function isOfPart({ interval }: RowTail): boolean {
  return interval?.unit?.ucum === '%';
}

/** `Lymphocytes 38,5 %` in one cell is a name and its part. */
function withPartApart(cell: Cell): Cell[] {
  const start = cell.words.findIndex(({ text }, index) => index > 0 && /^\d+(?:[.,]\d+)?%?$/.test(text));
  const part = cell.words.slice(start);
  const isPart = start > 0 && /^\d[\d.,]*\s*%$/.test(part.map(({ text }) => text).join(' '));
  return isPart ? [makeCell(cell.words.slice(0, start), false), makeCell(part, false)] : [cell];
}

function countsCells(unit: Unit): boolean {
  return isGigaOrGrams(unit) || propertyOf(unit.ucum) === 'count';
}

function readTail(cells: readonly Cell[], options: TailOptions): RowTail | null {
  const tail = parseTail(wordsOf(cells), options);
  return tail && tail.value.value !== null ? tail : null;
}

function hasInterval(tail: RowTail): boolean {
  return tail.interval?.kind === 'interval';
}

function rowMaker(
  line: Line,
  name: string,
  page: number,
): (cells: readonly Cell[], tail: RowTail) => PrintedRow {
  return (cells, tail) => ({
    name,
    value: tail.value,
    flag: tail.flag,
    unit: tail.unit,
    referenceText: tail.interval?.text ?? '',
    interval: tail.interval,
    section: null,
    page,
    box: enclose(cells.map((cell) => cell.box)),
    baseline: line.baseline,
    fontSize: line.fontSize,
    raw: line.text,
    previous: [],
    layout: 'table',
    reasons: [],
  });
}
