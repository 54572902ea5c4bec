import { enclose, type Box, type Line, type TextDocument, type TextPage } from '../../text/text-document.js';
import { toLine } from '../../text/text-lines.js';
import { readCard } from './cards.js';
import { continueHeaders, findTableHeaders, type TableHeader } from './columns.js';
import { readFreeLine } from './free-lines.js';
import { isAdministrative, isMethod } from './names.js';
import type { PrintedInterval } from './ranges.js';
import type { PrintedValue, TailOptions } from './results.js';
import { stitch, type StitchedRows } from './stitching.js';
import { readTableLine } from './table-lines.js';
import type { Unit } from './units.js';

/** One result as the report prints it, before anything is known about the analyte. */
export interface PrintedRow {
  name: string;
  value: PrintedValue;
  flag: string | null;
  unit: Unit | null;
  /** Text of the reference cell, also where it could not be read. */
  referenceText: string;
  interval: PrintedInterval | null;
  section: string | null;
  page: number;
  box: Box;
  baseline: number;
  fontSize: number;
  /** All words of the row's lines, as printed. */
  raw: string;
  layout: 'table' | 'line';
  reasons: string[];
}

/** A line of a table without a value: a heading, a method, or the rest of a name or of a reference. */
export interface Fragment {
  name: string;
  reference: string;
  unit: string;
  box: Box;
  page: number;
  baseline: number;
  fontSize: number;
}

export type Entry = { row: PrintedRow } | { fragment: Fragment };

/** A line that looks like a result and could not be read as one; shown to the client, never guessed. */
export interface UnreadLine {
  page: number;
  text: string;
  box: Box;
}

export interface ReadRows {
  rows: PrintedRow[];
  unread: UnreadLine[];
}

/** Rebuilds the rows of results of a document from the layout of its pages. */
export function readRows(
  document: TextDocument,
  options: TailOptions,
  onPage?: (page: number, pages: number) => void,
): ReadRows {
  const result: ReadRows = { rows: [], unread: [] };
  let carried: Carried = { tables: [], section: null };
  for (const page of document.pages) {
    const read = readPage(page, carried, options);
    result.rows.push(...read.rows);
    result.unread.push(...read.unread);
    carried = read.carried;
    onPage?.(page.number, document.pages.length);
  }
  return result;
}

/** No row of results has more words; longer lines are prose, and trying every reading of them would take long. */
const LONGEST_LINE = 48;

/** A stretch of lines under the same headings; without headings each line must speak for itself. */
interface Region {
  tables: TableHeader[];
  lines: Line[];
}

/** What holds on from page to page: the headings of the table and the last section. */
interface Carried {
  tables: TableHeader[];
  section: string | null;
}

function readPage(page: TextPage, carried: Carried, options: TailOptions): ReadRows & { carried: Carried } {
  const regions = splitRegions(page, carried.tables);
  let { section } = carried;
  const rows: PrintedRow[] = [];
  const unread: UnreadLine[] = [];
  for (const region of regions) {
    const tables = region.tables.length > 0 ? region.tables : [null];
    for (const table of tables) {
      const read = readRegion(page, table, region.lines, section, options);
      rows.push(...read.rows);
      unread.push(...read.unread);
      section = read.section;
    }
  }
  return { rows, unread, carried: { tables: regions.at(-1)?.tables ?? [], section } };
}

/** Headings of the page before hold until the page brings its own; then the lines above those are not in a table. */
function splitRegions(page: TextPage, carried: TableHeader[]): Region[] {
  const headers = page.lines.map(findTableHeaders);
  const hasOwn = headers.some((found) => found.length > 0);
  const regions: Region[] = [{ tables: hasOwn ? [] : carried, lines: [] }];
  page.lines.forEach((line, index) => {
    const tables = headers[index] ?? [];
    const current = regions.at(-1);
    if (tables.length > 0) regions.push({ tables, lines: [] });
    else if (current) addLine(current, line);
  });
  return regions;
}

function addLine(region: Region, line: Line): void {
  const continued =
    region.lines.length === 0 && region.tables.length > 0 ? continueHeaders(region.tables, line) : null;
  if (continued) region.tables = continued;
  else region.lines.push(line);
}

function readRegion(
  page: TextPage,
  table: TableHeader | null,
  lines: readonly Line[],
  section: string | null,
  options: TailOptions,
): StitchedRows {
  const entries: Entry[] = [];
  const unread: UnreadLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const whole = lines[index];
    const line = table && whole ? within(whole, table) : whole;
    if (!line || line.words.length > LONGEST_LINE || isExplanation(line.text, table?.ruled ?? false))
      continue;
    const card = table ? null : readCard(lines, index, page.number, options);
    if (card) {
      entries.push({ row: card.row });
      index += card.lines - 1;
      continue;
    }
    const read = table ? readTableLine(line, table, page.number, options) : null;
    const free = read && 'row' in read ? [] : readFreeLine(line, page.number, options);
    if (free.length > 0) entries.push(...free.map((row) => ({ row })));
    else if (read && ('row' in read || 'fragment' in read)) entries.push(read);
    else if (!table && isHeading(line)) entries.push({ fragment: headingFragment(line, page.number) });
    if (read && 'unread' in read && free.length === 0)
      unread.push({ page: page.number, text: line.text, box: line.box });
  }
  const stitched = stitch(entries, options, section);
  return { ...stitched, unread: [...unread, ...stitched.unread] };
}

function within(line: Line, table: TableHeader): Line | null {
  const words = line.words.filter((word) => {
    const middle = (word.box[0] + word.box[2]) / 2;
    return middle >= table.x0 && middle < table.x1;
  });
  return words.length > 0 ? toLine(words) : null;
}

/**
 * Tables drawn with bars explain results (`| Deficient | < 50 |`) unless the headings of the results are drawn so themselves;
 * lines of dashes are drawing.
 */
function isExplanation(text: string, resultsAreRuled: boolean): boolean {
  return (!resultsAreRuled && /^\s*\|.*\|/.test(text)) || /^[-_=|+\s.*:]+$/.test(text);
}

function isHeading(line: Line): boolean {
  return (
    line.words.length <= 8 && !/\d/.test(line.text) && !isAdministrative(line.text) && !isMethod(line.text)
  );
}

function headingFragment(line: Line, page: number): Fragment {
  return {
    name: line.text,
    reference: '',
    unit: '',
    box: enclose([line.box]),
    page,
    baseline: line.baseline,
    fontSize: line.fontSize,
  };
}
