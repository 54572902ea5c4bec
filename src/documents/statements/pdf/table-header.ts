import type { Line, Word } from '../../text/index.js';
import { readSection, type Section } from '../printed/labels.js';
import { readDate } from '../dates/date-text.js';
import {
  type ColumnRole,
  columnRole,
  isFeeHeading,
  isForeignHeading,
  MONEY_ROLES,
} from '../printed/column-roles.js';

/** Left and right edge. */
export interface Span {
  x0: number;
  x1: number;
}

export interface OtherColumn extends Span {
  isFee: boolean;
}

/** A column of a transaction table, by the place of its heading. */
export interface Column extends Span {
  role: ColumnRole;
  /** Headed as the value date, for want of another column of dates. */
  isValueDate?: boolean;
}

export interface TableHeader {
  columns: Column[];
  /** Headings that are not known: what stands under them is none of the account's money. */
  others: OtherColumn[];
  /** The part of the list that it heads: "Date, purchases, amount". */
  section: Section | null;
  /** Lines of the page that it takes. */
  lines: number;
}

const WORDS_PER_HEADING = 5;
/** Headings of two lines stand closer than this, in font sizes. */
const STACK_GAP = 2;
const CELL_GAP = 0.75;
const LEAST_KNOWN_SHARE = 0.6;

/** The table header that starts at this line, of one, two or three lines; null when there is none. */
export function readTableHeader(lines: readonly Line[], index: number): TableHeader | null {
  if (holdsMoney(lines[index]!) || isSectionHeading(lines, index)) return null;
  let best: (Headings & { lines: number }) | null = null;
  let cells: Cell[] = [];
  for (let height = 1; height <= 3; height += 1) {
    const line = lines[index + height - 1];
    if (!line || (height > 1 && !isStackedOn(lines[index + height - 2]!, line))) break;
    const own = splitIntoCells(line.words);
    const isHeading = height > 1 && (headingColumns(own) !== null || headingOfAmounts(line) !== null);
    if (isHeading && !standsUnder(own, cells)) break;
    cells = stack(cells, own);
    const found = headingColumns(cells);
    // A line that makes more columns but fewer known words is no part of the heading: it is the table's first.
    if (found && (!best || isFuller(found, best))) best = { ...found, lines: height };
  }
  return best
    ? { columns: best.columns, others: best.others, section: best.section, lines: best.lines }
    : headingOfAmounts(lines[index]!);
}

const holdsMoney = ({ words }: Line): boolean =>
  words.some(({ text }) => /^\D{0,3}\d[\d.,'’]*[.,]\d{2}\D{0,2}$/u.test(text) && !readDate(text));

/** "Amount (INR)" under "Withdrawal": a second line of the headings above, and fewer of them. */
function standsUnder(lower: readonly Cell[], upper: readonly Cell[]): boolean {
  const isUnder = ({ x0, x1 }: Cell): boolean => upper.some((cell) => cell.x0 < x1 && x0 < cell.x1);
  return lower.length < upper.length && lower.every(isUnder);
}

/** More columns of words that are known as well, or the same columns better known. */
function isFuller(found: Headings, best: Headings): boolean {
  const more = found.columns.length - best.columns.length;
  return more > 0 ? found.known >= best.known : more === 0 && found.known > best.known;
}

/** "New charges" above a heading is no part of it. */
function isSectionHeading(lines: readonly Line[], index: number): boolean {
  const [line, next] = [lines[index]!, lines[index + 1]];
  return next !== undefined && readSection(line.text) !== null && readTableHeader(lines, index + 1) !== null;
}

/** "Amount" alone, or beside the name of the part: below it stand lines that begin with their dates. */
function headingOfAmounts(line: Line): TableHeader | null {
  const cells = splitIntoCells(line.words);
  const last = cells.at(-1);
  const isHeading =
    last &&
    cells.length <= 2 &&
    !/\d/u.test(line.text) &&
    wholeRole(last) === 'amount' &&
    !readSection(line.text);
  return isHeading
    ? { columns: [{ role: 'amount', x0: last.x0, x1: last.x1 }], others: [], section: null, lines: 1 }
    : null;
}

const textOf = ({ words }: Cell): string => words.map(({ text }) => text).join(' ');
const wholeRole = (cell: Cell): ColumnRole | null => columnRole(textOf(cell));

/** A heading holds no figures; the first row of the table does. */
function isStackedOn(upper: Line, lower: Line): boolean {
  const isNear = lower.baseline - upper.baseline <= STACK_GAP * Math.max(upper.fontSize, lower.fontSize);
  return isNear && !/\d[.,]\d/u.test(lower.text);
}

interface Cell {
  /** Words with what stands below them joined. */
  words: { text: string; x0: number; x1: number }[];
  x0: number;
  x1: number;
}

function splitIntoCells(words: readonly Word[]): Cell[] {
  const cells: Cell[] = [];
  for (const word of words) {
    const piece = { text: word.text, x0: word.box[0], x1: word.box[2] };
    const last = cells.at(-1);
    if (last && word.box[0] - last.x1 <= CELL_GAP * word.fontSize) {
      last.words.push(piece);
      last.x1 = piece.x1;
    } else cells.push({ words: [piece], x0: piece.x0, x1: piece.x1 });
  }
  return cells;
}

/** Joins each lower cell to the upper one that it overlaps. */
function stack(upper: readonly Cell[], lower: readonly Cell[]): Cell[] {
  const cells = upper.map((cell) => ({ ...cell, words: [...cell.words] }));
  for (const cell of lower) {
    const above = cells.find((candidate) => candidate.x0 < cell.x1 && cell.x0 < candidate.x1);
    if (!above) cells.push({ ...cell, words: [...cell.words] });
    else {
      above.words.push(...cell.words);
      above.x0 = Math.min(above.x0, cell.x0);
      above.x1 = Math.max(above.x1, cell.x1);
    }
  }
  return cells.sort((a, b) => a.x0 - b.x0);
}

interface Headings {
  columns: Column[];
  others: OtherColumn[];
  section: Section | null;
  /** The share of the words that is known, 0–1. */
  known: number;
}

/** The columns that headings make; null where they make no table. */
function headingColumns(cells: readonly Cell[]): Headings | null {
  let known = 0;
  let all = 0;
  let section: Section | null = null;
  const columns: Column[] = [];
  const others: OtherColumn[] = [];
  const hasOut = cells.some(({ words }) => words.some(({ text }) => /^out\b/iu.test(text)));
  for (const cell of cells) {
    // Footnotes explain marks, "in" heads a column a column only beside "out"; alone it belongs to "Betrag in EUR".
    if (!hasOut && /^in$/iu.test(textOf(cell))) continue;
    if (textOf(cell).startsWith('*')) continue;
    all += cell.words.length;
    if (isForeignHeading(textOf(cell))) {
      known += cell.words.length;
      others.push({ x0: cell.x0, x1: cell.x1, isFee: isFeeHeading(textOf(cell)) });
      continue;
    }
    const named = rolesOf(cell).length === 1 ? null : readSection(textOf(cell));
    if (named === 'credits' || named === 'debits') {
      known += cell.words.length;
      section = named;
      columns.push({ role: 'description', x0: cell.x0, x1: cell.x1 });
      continue;
    }
    const roles = rolesOf(cell);
    if (roles.length === 0) others.push({ x0: cell.x0, x1: cell.x1, isFee: isFeeHeading(textOf(cell)) });
    for (const found of roles) {
      known += found.words;
      columns.push(found.column);
    }
  }
  if (known < LEAST_KNOWN_SHARE * all) return null;
  const settled = settleRoles(columns);
  return isTable(settled) ? { columns: settled, others, section, known: known / all } : null;
}

/** The longest headings that the words of a cell make, from left to right. */
function rolesOf({ words, x0, x1 }: Cell): { column: Column; words: number }[] {
  const whole = wholeRole({ words, x0, x1 });
  if (whole) return [{ column: { role: whole, x0, x1 }, words: words.length }];
  const found: { column: Column; words: number }[] = [];
  for (let index = 0; index < words.length;) {
    const length = longestHeading(words, index);
    if (length > 0) {
      const part = words.slice(index, index + length);
      const role = columnRole(part.map((word) => word.text).join(' '))!;
      found.push({
        column: {
          role,
          x0: Math.min(...part.map((word) => word.x0)),
          x1: Math.max(...part.map((word) => word.x1)),
        },
        words: length,
      });
    }
    index += Math.max(1, length);
  }
  return found;
}

function longestHeading(words: Cell['words'], index: number): number {
  for (let length = Math.min(WORDS_PER_HEADING, words.length - index); length > 0; length -= 1) {
    const text = words
      .slice(index, index + length)
      .map((word) => word.text)
      .join(' ');
    if (columnRole(text)) return length;
  }
  return 0;
}

/**
 * Settles headings that mean one thing alone and another beside others: "posted" is the second date beside a first one
 * and the date itself alone; an amount behind a debit and a credit is the balance.
 */
function settleRoles(columns: readonly Column[]): Column[] {
  const roles = new Set(columns.map((column) => column.role));
  const sides = columns.findLastIndex(({ role }) => role === 'debit' || role === 'credit');
  return columns.map((column, index) => {
    const isSecondText = column.role === 'description' && index > sides && sides > 0;
    const hasText = columns.slice(0, Math.max(0, sides)).some(({ role }) => role === 'description');
    // "Saldo: operación" in two lines: what follows both sides is the balance.
    if (isSecondText && hasText && !roles.has('balance') && roles.has('debit') && roles.has('credit'))
      return { ...column, role: 'balance' };
    const isAfterSides = column.role === 'amount' && roles.has('debit') && roles.has('credit');
    if (isAfterSides && index === columns.length - 1 && !roles.has('balance'))
      return { ...column, role: 'balance' };
    if (column.role === 'value_date' && !roles.has('date')) {
      const isFirst = columns.findIndex((other) => other.role === 'value_date') === index;
      return isFirst ? { ...column, role: 'date', isValueDate: true } : column;
    }
    if (column.role === 'date' && columns.findIndex((other) => other.role === 'date') !== index) {
      const isRepeatedGroup = columns.filter((other) => other.role === 'amount').length > 1;
      return isRepeatedGroup ? column : { ...column, role: 'value_date' };
    }
    return column;
  });
}

function isTable(columns: readonly Column[]): boolean {
  const roles = new Set(columns.map((column) => column.role));
  const money = columns.filter((column) => MONEY_ROLES.includes(column.role)).length;
  return money > 0 && columns.length >= 2 && (roles.has('date') || (roles.has('description') && money > 1));
}

/** Tables that stand side by side under one line of headings, such as lists of checks: the columns of each. */
export function sideBySide(columns: readonly Column[]): Column[][] {
  const first = columns[0];
  const starts = columns.flatMap((column, index) => (column.role === first?.role ? [index] : []));
  const groups = starts.map((start, index) => columns.slice(start, starts[index + 1]));
  const isRepeated = groups.length > 1 && groups.every((group) => isTable(group));
  return isRepeated ? groups : [[...columns]];
}
