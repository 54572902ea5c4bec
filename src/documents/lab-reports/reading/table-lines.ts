import type { Line } from '../../text/text-document.js';
import type { EarlierValue } from '../lab-report.js';
import { isKnownName, isQualifier } from '../knowledge/lookup.js';
import { splitIntoCells, wordsOf, type Cell } from './cells.js';
import type { TableHeader } from './columns.js';
import { sortableDate } from './dates.js';
import { parseFlag } from './flags.js';
import { parseNumber } from './numbers.js';
import {
  cleanName,
  isAdministrative,
  isLastWord,
  isMethod,
  isPlausibleName,
  isRemarkAlone,
  isUnfinished,
} from './names.js';
import type { PrintedInterval } from './interval.js';
import { parseInterval } from './ranges.js';
import { intervalOfPatient } from './tiers.js';
import {
  isWordResult,
  parseRest,
  parseTail,
  type PrintedValue,
  splitGlued,
  type RowTail,
  type TailOptions,
} from './results.js';
import type { Entry, PrintedRow } from './printed-row.js';
import { cellText, placeCells, type PlacedCells } from './table-rows.js';
import { parseUnit, type Unit } from './units.js';

/** Reads one line of a table: a result, a fragment of one, a line that looks like a result but is not understood, or nothing. */
export function readTableLine(
  line: Line,
  table: TableHeader,
  page: number,
  options: TailOptions,
): Entry | { unread: true } | null {
  const placed = placeLine(line, table, options);
  if (!placed.value && !placed.out_of_range) return readFragment(line, placed, page);
  const name = readName(placed);
  const row = readRow(line, name, placed, page, options);
  if (row && isCredible(row, placed)) return { row };
  return looksLikeResult(name, row) ? { unread: true } : null;
}

/** The cells of a line under the columns of its table. */
export function placeLine(line: Line, table: TableHeader, options: TailOptions): PlacedCells {
  return placeCells(splitIntoCells(line), table.columns, options.style);
}

/** The row that cells make which are already under their columns; null if they are no result. */
export function readPlacedRow(
  line: Line,
  placed: PlacedCells,
  page: number,
  options: TailOptions,
): PrintedRow | null {
  const row = readRow(line, readName(placed), placed, page, options);
  return row && isCredible(row, placed) ? row : null;
}

/** The name without the method or sample that stands beside it in a column of its own. */
export function readName(placed: PlacedCells): string {
  const [first, ...others] = placed.name ?? [];
  if (!first) return '';
  const parts = [first];
  for (const cell of others) {
    const before = cellText(parts);
    const goesOn = /[,;]$/.test(before) || isUnfinished(before) || isLastWord(before, cell.text);
    if (goesOn || !(isMethod(cell.text) || isQualifier(cell.text))) parts.push(cell);
  }
  const name = cleanName(cellText(parts));
  return isRemarkAlone(name) ? '' : name;
}

function readFragment(line: Line, placed: PlacedCells, page: number): Entry | null {
  if (placed.previous || placed.low || placed.high) return null;
  return {
    fragment: {
      name: cellText(placed.name),
      reference: cellText(placed.reference),
      unit: cellText(placed.unit),
      box: line.box,
      page,
      baseline: line.baseline,
      fontSize: line.fontSize,
    },
  };
}

function readRow(
  line: Line,
  name: string,
  placed: PlacedCells,
  page: number,
  options: TailOptions,
): PrintedRow | null {
  const whole = needsWholeRow(placed, options) ? readWholeRow(placed, options) : null;
  const tail = whole ?? readValue(placed, options);
  if (!tail) return null;
  const reference = whole
    ? { text: whole.interval?.text ?? '', interval: whole.interval, flag: null, unit: null }
    : readReference(placed, tail, options);
  const interval = reference.interval ?? tail.interval ?? expectedWord(reference.text, tail.value);
  const flag = readFlag(placed) ?? tail.flag ?? reference.flag ?? (placed.value ? null : 'Out of Range');
  const unit = whole
    ? (whole.unit ?? interval?.unit ?? null)
    : (readUnit(placed, tail, interval) ?? reference.unit);
  return {
    name,
    value: settleCode(tail.value, unit !== null || interval?.kind === 'interval'),
    flag,
    unit,
    referenceText: reference.text || (tail.interval?.text ?? ''),
    interval,
    section: null,
    page,
    box: line.box,
    baseline: line.baseline,
    fontSize: line.fontSize,
    raw: line.text,
    previous: readPrevious(placed, options),
    layout: 'table',
    reasons: tail.doubt === undefined ? [] : [tail.doubt],
  };
}

/** `Adequate` under the heading of the references, beside the same word as result, is what is expected. */
function expectedWord(text: string, value: PrintedValue): PrintedInterval | null {
  const isSame = isWordResult(value.text) && text.toLowerCase() === value.text.toLowerCase();
  if (!isSame) return null;
  return {
    low: null,
    high: null,
    lowInclusive: true,
    highInclusive: true,
    text,
    unit: null,
    kind: 'text',
    certain: true,
  };
}

/** Earlier values, newest first as far as dates are printed; what cannot be read as one number is left out, because nothing rests on it. */
function readPrevious(placed: PlacedCells, options: TailOptions): EarlierValue[] {
  const values = (placed.previous ?? []).flatMap((cell): EarlierValue[] => {
    const [first = '', ...rest] = cell.words.map((word) => word.text);
    const number = parseNumber(splitGlued(first)[0] ?? '', options.style);
    const date = cell.date ?? rest.find((word) => /^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}$/.test(word)) ?? null;
    return number?.certain ? [{ value: number.value, date }] : [];
  });
  return values.sort((a, b) => sortableDate(b.date ?? '').localeCompare(sortableDate(a.date ?? '')));
}

/** What the value cells hold; words that are no known result are kept as they are, marked as uncertain if they hold digits. */
function readValue(placed: PlacedCells, options: TailOptions): RowTail | null {
  const cells = placed.value ?? placed.out_of_range ?? [];
  const words = cells.flatMap((cell) => cell.words.map((word) => word.text));
  const tail = parseTail(wordsOf(cells), options);
  if (tail) return tail;
  const text = words.join(' ');
  if (text === '' || /^[-–—.]+$/.test(text) || text.length > 60) return null;
  return {
    value: { text, value: null, comparator: null, certain: isText(text) || isCode(text) },
    flag: null,
    unit: null,
    interval: null,
  };
}

/** Words; a font may give signs that stand for nothing. */
function isText(text: string): boolean {
  return /\p{L}/u.test(text) && !/[\d\p{Cc}\p{Co}\p{Cn}\uFFFD]/u.test(text);
}

/** True where a cell does not read as what its column holds, so the headings may be misleading. */
function needsWholeRow(placed: PlacedCells, options: TailOptions): boolean {
  const unit = cellText(placed.unit);
  const reference = cellText(placed.reference);
  const strangeUnit = unit !== '' && parseUnit(unit) === null && /\d/.test(unit);
  return (
    strangeUnit ||
    // A sign apart from the number is its mark.
    /^[+-]{1,2}(?:\s|$)/.test(cellText(placed.value)) ||
    (reference !== '' && /\d/.test(reference) && parseInterval(reference, options.style, options) === null)
  );
}

/** Reads all cells of the result together, in the order they stand in. */
function readWholeRow(placed: PlacedCells, options: TailOptions): RowTail | null {
  const cells = [placed.value, placed.out_of_range, placed.flag, placed.unit, placed.reference]
    .flatMap((group) => group ?? [])
    .sort((a, b) => a.box[0] - b.box[0]);
  return parseTail(wordsOf(cells), options);
}

/** `L12` beside a unit or an interval is no code: a mark or a smudge stands before the number. */
function settleCode(value: PrintedValue, isMeasured: boolean): PrintedValue {
  const isDoubtful = isMeasured && value.value === null && isCode(value.text) && /\d/.test(value.text);
  return isDoubtful ? { ...value, certain: false } : value;
}

function isCode(text: string): boolean {
  return /^[A-Z]{1,3}\d{0,2}[a-z]?[+-]?$/.test(text);
}

function readUnit(placed: PlacedCells, tail: RowTail, interval: PrintedInterval | null): Unit | null {
  const printed = cellText(placed.unit).trim();
  const isEmpty = printed === '' || /^[-–—]+$/.test(printed);
  if (!isEmpty) return parseUnit(printed) ?? { text: printed, ucum: null };
  return tail.unit ?? placed.value?.[0]?.unit ?? interval?.unit ?? null;
}

function readFlag(placed: PlacedCells): string | null {
  const text = cellText(placed.flag).trim();
  return text !== '' && parseFlag(text) ? text : null;
}

interface PrintedReference {
  text: string;
  interval: PrintedInterval | null;
  flag: string | null;
  unit: Unit | null;
}

/** What the reference cell says; a flag or a unit that was printed into it is told apart. */
function readReference(placed: PlacedCells, tail: RowTail, options: TailOptions): PrintedReference {
  if (placed.low || placed.high) return { ...boundsFromColumns(placed, options), flag: null, unit: null };
  const ofPeople = readPeopleReference(placed.reference ?? [], options);
  if (ofPeople) return ofPeople;
  const inUnit = readReferenceInUnit(placed, tail, options);
  if (inUnit) return inUnit;
  const text = cellText(placed.reference).trim();
  const marked = readMarkedReference(text, options);
  if (marked) return marked;
  const interval = parseInterval(text, options.style, options);
  if (interval || text === '') return { text, interval, flag: null, unit: null };
  const alone = parseUnit(text.replace(/\s*\(calc(?:ulated)?\)$/i, ''));
  if (alone) return { text: '', interval: null, flag: null, unit: alone };
  const rest = parseRest(text.split(' '), options);
  if (!rest?.interval) return { text, interval: null, flag: null, unit: null };
  return {
    text: rest.interval.text,
    interval: rest.interval,
    flag: rest.flag ?? null,
    unit: rest.unit ?? null,
  };
}

/** `40 - 80 %  1.800 - 7.800 /µL` beside one result: of references in several units the one in the unit of the result. */
function readReferenceInUnit(
  placed: PlacedCells,
  tail: RowTail,
  options: TailOptions,
): PrintedReference | null {
  const unit = tail.unit ?? placed.value?.[0]?.unit ?? null;
  const cells = placed.reference ?? [];
  const isShared = cells.some(({ inUnit }) => inUnit);
  if (!unit?.ucum || (cells.length < 2 && !isShared)) return null;
  const parts = cells.map(
    ({ text }) => parseInterval(text, options.style, options) ?? parseTail(text.split(' '), options),
  );
  const units = parts.map((part) => part?.unit?.ucum);
  if (!isShared && units.includes(undefined)) return null;
  const own = parts.flatMap((part) =>
    part && 'low' in part && part.kind === 'interval' && isInUnit(part, unit) ? [part] : [],
  );
  const [interval = null] = own.length === 1 ? own : [];
  if (!interval && !isShared) return null;
  return { text: interval?.text ?? '', interval, flag: null, unit: null };
}

/** An interval without a unit that goes beyond a hundred is not one of percents. */
function isInUnit({ unit, low, high }: PrintedInterval, own: Unit): boolean {
  if (unit) return unit.ucum === own.ucum;
  return own.ucum !== '%' && Math.max(low ?? 0, high ?? 0) > 100;
}

/** Intervals in columns of their own for different people: the one for the patient, or none. */
function readPeopleReference(cells: readonly Cell[], options: TailOptions): PrintedReference | null {
  if (!cells.some(({ people }) => people !== undefined)) return null;
  const printed = cells.map(({ people = '', text }) => `${people} ${text}`.trim()).join('; ');
  const labelled = cells.flatMap(({ people = '', text }) => {
    const interval = parseInterval(text, options.style);
    return interval?.kind === 'interval' ? [{ label: people, interval }] : [];
  });
  const interval = labelled.length < cells.length ? null : intervalOfPatient(labelled, printed, options);
  return { text: printed, interval, flag: null, unit: null };
}

/** `High (150 - 400)`, `↓ 12 - 16`: a mark that stands nearer to the interval than to the value. With a colon it would be a label. */
function readMarkedReference(text: string, options: TailOptions): PrintedReference | null {
  const [, flag = '', rest = ''] = /^(high|low|hh?|ll?|[↑↓▲▼])\s*(?=[[(<>≤≥\d])(.+)$/iu.exec(text) ?? [];
  const parts = flag === '' ? null : parseRest(rest.split(' '), options);
  if (!parts?.interval || parts.flag) return null;
  return { text: parts.interval.text, interval: parts.interval, flag, unit: parts.unit ?? null };
}

function boundsFromColumns(
  placed: PlacedCells,
  options: TailOptions,
): { text: string; interval: PrintedInterval | null } {
  const low = parseNumber(cellText(placed.low), options.style);
  const high = parseNumber(cellText(placed.high), options.style);
  const text = [cellText(placed.low), cellText(placed.high)].filter((bound) => bound !== '').join(' - ');
  if (!low && !high) return { text, interval: null };
  return {
    text,
    interval: {
      low: low?.value ?? null,
      high: high?.value ?? null,
      lowInclusive: true,
      highInclusive: true,
      text,
      unit: null,
      kind: 'interval',
      certain: (low?.certain ?? true) && (high?.certain ?? true),
    },
  };
}

/** Numbers need a name; words need a known result, a known name, a reference or the shape of a code such as `G1`. */
function isCredible(row: PrintedRow, placed: PlacedCells): boolean {
  if (row.name !== '' && !isPlausibleName(row.name)) return false;
  const unitPrinted = cellText(placed.unit);
  const strangeUnit = row.unit !== null && row.unit.ucum === null && parseUnit(row.unit.text) === null;
  const strangeReference = row.referenceText !== '' && row.interval === null;
  const known = isKnownName(row.name);
  // `Glycemic control for adults with diabetes: <7.0` is a step of a scale.
  const isBare = !known && row.unit === null && row.interval === null;
  if (isBare && (row.value.comparator || placed.value?.[0]?.attached)) return false;
  if (row.value.value !== null)
    return known || !(strangeUnit && (strangeReference || unitPrinted.split(' ').length > 3));
  if (strangeUnit) return false;
  if (row.name === '') return false;
  if (isWordResult(row.value.text) || known || row.interval !== null) return !strangeReference || known;
  if (/^1\s*:\s*\d+$/.test(row.value.text)) return true;
  if (/\d/.test(row.value.text) && row.unit !== null) return true;
  return isCode(row.value.text) && row.referenceText === '';
}

function looksLikeResult(name: string, row: PrintedRow | null): boolean {
  if (!row || name === '' || isAdministrative(name) || !isPlausibleName(name)) return false;
  return isKnownName(name) || (row.unit?.ucum ?? null) !== null || row.interval?.kind === 'interval';
}
