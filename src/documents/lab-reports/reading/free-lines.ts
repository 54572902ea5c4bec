import { enclose, type Line, type Word } from '../../text/text-document.js';
import { isKnownName } from '../knowledge/lookup.js';
import { makeCell, splitIntoCells, wordsOf, type Cell } from './cells.js';
import { cleanName, isAdministrative, isDangling, isPlausibleName, isRemarkAlone } from './names.js';
import { parseInterval } from './ranges.js';
import { parseTail, parseTwoValues, type RowTail, type TailOptions } from './results.js';
import type { PrintedRow } from './printed-row.js';
import { isDistinctiveUnit } from './units.js';

/**
 * Reads the results on a line that stands under no headings: `Hemoglobin: 14.5 g/dL`, `Sodium  140  mmol/L  136 - 145`.
 * The line must be understood to its end, and something besides the number must say that it is a laboratory result.
 */
export function readFreeLine(line: Line, page: number, options: TailOptions): PrintedRow[] {
  const cells = splitIntoCells(line);
  const sideBySide = readSideBySide(cells, line, page, options);
  if (sideBySide.length > 0) return sideBySide;
  const rows = readCellsOfLine(cells, line, page, options);
  if (rows.length > 0) return rows;
  const list = readList(line, page, options);
  return list.length > 0 ? list : readNameless(cells, line, page, options);
}

/** `5,83 mmol/L  4,11 à 5,88`: a result without a name, which the lines above may give; complete, or it is none. */
function readNameless(cells: readonly Cell[], line: Line, page: number, options: TailOptions): PrintedRow[] {
  for (let end = cells.length; end >= Math.max(1, cells.length - 1); end--) {
    const own = cells.slice(0, end);
    const tail = parseTail(wordsOf(own), options);
    const words = own.flatMap((cell) => cell.words);
    if (tail && isComplete(tail)) return [toRow({ name: '', tail, words, end }, line, page)];
  }
  return [];
}

/** Two panels beside each other: each known name begins a result of its own, and all of them must be understood. */
function readSideBySide(
  cells: readonly Cell[],
  line: Line,
  page: number,
  options: TailOptions,
): PrintedRow[] {
  const starts = cells.flatMap((cell, index) => (isKnownName(cell.text) ? [index] : []));
  if (starts.length < 2 || starts[0] !== 0) return [];
  const matches = starts.map((start, index) => {
    const end = starts[index + 1] ?? cells.length;
    return longestResult(cells.slice(0, end), start, options);
  });
  const rows = matches.flatMap((match) => (match?.tail.unit ? [toRow(match, line, page)] : []));
  return rows.length === starts.length ? rows : [];
}

/** `Na 140 mmol/L, K 4.1 mmol/L; Hb 11.2 g/dL`, perhaps behind `Renal:`: every part must be a known analyte with a unit. */
function readList(line: Line, page: number, options: TailOptions): PrintedRow[] {
  const parts: Word[][] = [[]];
  const title = line.words.findIndex(({ text }) => /^\p{L}+:$/u.test(text));
  const isTitled = line.words.slice(0, title).every(({ text }) => /^\p{L}+$/u.test(text));
  for (const word of isTitled ? line.words.slice(title + 1) : line.words) {
    const endsPart = /[,;]$/.test(word.text);
    const endsList = word === line.words.at(-1) && /[^\d.]\.$/.test(word.text);
    parts.at(-1)?.push(endsPart || endsList ? { ...word, text: word.text.slice(0, -1) } : word);
    if (endsPart) parts.push([]);
  }
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length < 2) return [];
  const rows = filled.flatMap((part) => readCellsOfLine([makeCell(part, false)], line, page, options));
  return rows.length === filled.length && rows.every((row) => row.unit && isKnownName(row.name)) ? rows : [];
}

function readCellsOfLine(
  cells: readonly Cell[],
  line: Line,
  page: number,
  options: TailOptions,
): PrintedRow[] {
  const rows: PrintedRow[] = [];
  for (let start = 0; start < cells.length;) {
    const found = longestResult(cells, start, options);
    const match = found && start > 0 && isThreshold(found.tail) ? null : found;
    if (match) rows.push(toRow(match, line, page, doubtsOf(match.tail, cells[match.end], options)));
    start = match ? match.end : start + 1;
    if (!match && rows.length === 0 && isAdministrative(cells[start - 1]?.text ?? '')) return [];
  }
  return rows;
}

/** `… anaemia.  Hb <9 g/dL.`: behind other words, a number to compare with is no result. */
function isThreshold({ value, interval }: RowTail): boolean {
  return value.comparator !== null && interval === null;
}

interface Match {
  name: string;
  tail: RowTail;
  words: Word[];
  end: number;
}

function longestResult(cells: readonly Cell[], start: number, options: TailOptions): Match | null {
  for (let end = cells.length; end > start; end--) {
    const match = readCells(cells.slice(start, end), options);
    if (match) return { ...match, end };
  }
  return null;
}

function readCells(cells: readonly Cell[], options: TailOptions): Omit<Match, 'end'> | null {
  return cutName(cells, options, parseTail) ?? cutName(cells, options, parseTwoValues);
}

/** Tries every place where the name may end, cell edges and colons first. */
function cutName(
  cells: readonly Cell[],
  options: TailOptions,
  parse: typeof parseTail,
): Omit<Match, 'end'> | null {
  const words = cells.flatMap((cell) => cell.words);
  const edges = new Set(
    cells.map((cell) =>
      cells.slice(0, cells.indexOf(cell)).reduce((sum, before) => sum + before.words.length, 0),
    ),
  );
  const cuts = words.map((_word, index) => index).filter((index) => index > 0);
  const separated = (cut: number): boolean =>
    edges.has(cut) || isSeparator(words[cut - 1]?.text ?? '') || isSeparator(words[cut]?.text ?? '', true);
  const ordered = [...cuts.filter(separated), ...cuts.filter((cut) => !separated(cut))];
  for (const cut of ordered) {
    const name = cleanName(
      words
        .slice(0, cut)
        .map((word) => word.text)
        .join(' '),
    );
    if (!isPlausibleName(name) || isDangling(name) || holdsResult(cells, cut, options)) continue;
    if (readsAsResult(name, options) && !isKnownName(name)) continue;
    const tail = parse(wordsAfter(cells, cut), options);
    if (tail && isCredible(name, tail, separated(cut))) return { name, tail, words };
  }
  return null;
}

/** `4.0 to 11.0` and `5.6 mmol/L` stand beside names and are none. */
function readsAsResult(name: string, options: TailOptions): boolean {
  return (
    parseTail(name.split(' '), options) !== null || parseInterval(name, options.style)?.kind === 'interval'
  );
}

function wordsAfter(cells: readonly Cell[], cut: number): string[] {
  let before = 0;
  const rest = cells.flatMap((cell) => {
    const words = cell.words.slice(Math.max(0, cut - before));
    before += cell.words.length;
    return words.length > 0 ? [makeCell(words, false)] : [];
  });
  return wordsOf(rest);
}

/** True if what stands behind the first cell and before the cut is itself a result or an interval: then the words are a row, not a name. */
function holdsResult(cells: readonly Cell[], cut: number, options: TailOptions): boolean {
  let before = 0;
  return cells.some((cell, index) => {
    const words = cell.words.slice(0, Math.max(0, cut - before));
    before += cell.words.length;
    if (index === 0 || words.length === 0) return false;
    const part = makeCell(words, false);
    return (
      parseTail(wordsOf([part]), options) !== null ||
      parseInterval(part.text, options.style)?.kind === 'interval'
    );
  });
}

function isSeparator(text: string, alone = false): boolean {
  return alone ? /^(?::|=|-|–|\.{2,}|_{2,})$/.test(text) : /(?::|=|\.{3,})$/.test(text);
}

function isCredible(name: string, tail: RowTail, separated: boolean): boolean {
  const known = isKnownName(name);
  if (!separated && !known) return isComplete(tail);
  if (tail.value.value === null)
    return known ? separated || tail.interval !== null : separated && tail.interval?.kind === 'text';
  if (tail.value.comparator && !tail.interval && !known) return false;
  if (known) return true;
  if (tail.unit && isDistinctiveUnit(tail.unit.text)) return true;
  return tail.interval?.kind === 'interval' && (tail.interval.low !== null || tail.unit !== null);
}

/** Number, laboratory unit and interval in this order are a result whatever the name. */
function isComplete(tail: RowTail): boolean {
  return (
    tail.value.value !== null &&
    tail.unit !== null &&
    isDistinctiveUnit(tail.unit.text) &&
    tail.interval?.kind === 'interval'
  );
}

function toRow(
  match: Match,
  line: Line,
  page: number,
  reasons: string[] = match.tail.doubt === undefined ? [] : [match.tail.doubt],
): PrintedRow {
  const { tail } = match;
  return {
    name: isRemarkAlone(match.name) ? '' : match.name,
    value: tail.value,
    flag: tail.flag,
    unit: tail.unit ?? tail.interval?.unit ?? null,
    referenceText: tail.interval?.text ?? '',
    interval: tail.interval,
    section: null,
    page,
    box: enclose(match.words.map((word) => word.box)),
    baseline: line.baseline,
    fontSize: line.fontSize,
    raw: match.words.map((word) => word.text).join(' '),
    previous: [],
    layout: 'line',
    reasons,
  };
}

/** What the cell right behind a result, which belongs to none, makes doubtful. */
function doubtsOf(tail: RowTail, left: Cell | undefined, { style }: TailOptions): string[] {
  const own = tail.doubt === undefined ? [] : [tail.doubt];
  if (!left) return own;
  const isNumeric = /^[[(]?\s*[<>≤≥]?\s*\d/.test(left.text);
  const isUnread = tail.interval === null && (tail.unit === null || isNumeric);
  const other = tail.interval?.kind === 'interval' ? parseInterval(left.text, style) : null;
  const isSecond =
    other?.kind === 'interval' && (other.low !== tail.interval?.low || other.high !== tail.interval?.high);
  return [
    ...own,
    ...(isUnread ? ['What stands beside the value could not be read.'] : []),
    ...(isSecond ? ['Several reference intervals stand side by side without headings.'] : []),
  ];
}
