import {
  enclose,
  type Box,
  type Line,
  type TextDocument,
  type TextPage,
  type Word,
} from '../../text/text-document.js';
import { toLine, wordsToLines } from '../../text/text-lines.js';
import { splitIntoCells } from './cells.js';
import { withoutCategoryColumn } from './category-column.js';
import { splitCardColumns } from './card-columns.js';
import { isLabelledValue, RANGE_LABEL, readCard } from './cards.js';
import { continueHeaders, findTableHeaders, type TableHeader } from './columns.js';
import { readDoubleResult } from './double-results.js';
import { withoutFootnoteMarks } from './footnote-marks.js';
import { readFreeLine } from './free-lines.js';
import { withGluedLabelsApart } from './glued-labels.js';
import { isAdministrative, isMethod } from './names.js';
import { splitPageColumns } from './page-columns.js';
import { sexOfLabel } from './patient-words.js';
import { isScale } from './scales.js';
import type { Entry, Fragment, PrintedRow, ReadRows, UnreadLine } from './printed-row.js';
import { parseInterval } from './ranges.js';
import type { TailOptions } from './results.js';
import { stitch, type StitchedRows } from './stitching.js';
import { readTableBand } from './table-bands.js';
import { readTableLine } from './table-lines.js';
import { readTransposedTable } from './transposed-tables.js';
import { settleUnknownColumns } from './unknown-columns.js';

/** Rebuilds the rows of results of a document from the layout of its pages. */
export function readRows(
  document: TextDocument,
  options: TailOptions,
  onPage?: (page: number, pages: number) => void,
): ReadRows {
  const result: ReadRows = { rows: [], unread: [] };
  let carried: Carried = { tables: [], section: null };
  for (const page of document.pages) {
    for (const column of splitCardColumns(withoutDecoration(page)).flatMap(splitPageColumns)) {
      const read = readPage(column, carried, options);
      result.rows.push(...read.rows);
      result.unread.push(...read.unread);
      carried = read.carried;
    }
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

/** Letters this much larger than the text of the page are drawn over it: watermarks and stamps. */
const WATERMARK_SIZE = 2;

/** The page without footnote marks and without watermarks that are set upright, letter by letter or as a word, across the rows. */
function withoutDecoration(page: TextPage): TextPage {
  const sizes = page.words.map((word) => word.fontSize).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const isOver = (word: Word): boolean =>
    word.fontSize >= WATERMARK_SIZE * usual &&
    page.words.some((other) => other.fontSize < word.fontSize && overlap(word.box, other.box));
  const isLetter = (word: Word): boolean => word.fontSize >= WATERMARK_SIZE * usual && word.text.length <= 2;
  const isDrawn = (word: Word): boolean => /^[●○◯◉◆◇■□▪▫◼◻]+$/u.test(word.text);
  const words = withGluedLabelsApart(
    withoutFootnoteMarks(page.words.filter((word) => !isOver(word) && !isLetter(word) && !isDrawn(word))),
  );
  return words.length === page.words.length && words.every((word, index) => word === page.words[index])
    ? page
    : { ...page, words, lines: wordsToLines(words) };
}

/** By more than a sliver: boxes of neighbouring lines touch. */
function overlap(a: Box, b: Box): boolean {
  return Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 1 && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 2;
}

function readPage(page: TextPage, carried: Carried, options: TailOptions): ReadRows & { carried: Carried } {
  const regions = splitRegions(page, carried.tables).map(({ tables, lines }) => ({
    tables: tables.map((table) => settleUnknownColumns(table, lines, options.style)),
    lines,
  }));
  let { section } = carried;
  const { rows, unread }: ReadRows = { rows: [], unread: [] };
  for (const region of regions) {
    const tables = region.tables.length > 0 ? region.tables : [null];
    for (const table of tables) {
      const read = readRegion(page, table, region.lines, section, options);
      // Tables over the same names share the lines that belong to neither.
      rows.push(...read.rows.filter((row) => !rows.some((other) => isSameResult(row, other))));
      unread.push(...read.unread);
      section = read.section;
    }
  }
  return { rows, unread, carried: { tables: regions.at(-1)?.tables ?? [], section } };
}

function isSameResult(a: PrintedRow, b: PrintedRow): boolean {
  return (
    a.raw === b.raw &&
    a.name === b.name &&
    a.value.text === b.value.text &&
    a.unit?.text === b.unit?.text &&
    a.box.every((edge, index) => edge === b.box[index])
  );
}

/** Headings of the page before hold until the page brings its own; then the lines above those are not in a table. */
function splitRegions(page: TextPage, carried: TableHeader[]): Region[] {
  const headers = page.lines.map((line, index) => findTableHeaders(line, page.lines[index - 1]));
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

/** Headings may go on below lines that only tell of the samples, `Time  08:10  09:25`, `Lab No.`. */
function addLine(region: Region, line: Line): void {
  const isHead = region.lines.every((above) => isAdministrative(above.text));
  const continued = isHead && region.tables.length > 0 ? continueHeaders(region.tables, line) : null;
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
  const regionLines = table
    ? lines.flatMap((line) => within(line, table) ?? [])
    : withoutCategoryColumn(lines);
  for (let index = 0; index < regionLines.length; index++) {
    const line = regionLines[index];
    if (!line || line.words.length > LONGEST_LINE || isExplanation(line.text, table?.ruled ?? false))
      continue;
    if (isScale(line, options)) continue;
    const transposed = table ? null : readTransposedTable(regionLines, index, page.number, options);
    if (transposed) {
      entries.push(...transposed.rows.map((row) => ({ row })));
      index += transposed.lines - 1;
      continue;
    }
    const card = table ? null : readCard(regionLines, index, page.number, options);
    if (card) {
      entries.push({ row: card.row });
      index += card.lines - 1;
      continue;
    }
    const labelled = isUnderReferences(line, table)
      ? null
      : labelledReference(regionLines, index, page.number, options);
    if (labelled) {
      entries.push({ fragment: labelled.fragment });
      index += labelled.lines - 1;
      continue;
    }
    const band = table ? readTableBand(regionLines, index, table, page.number, options) : null;
    if (band) {
      entries.push({ row: band.row });
      index += band.lines - 1;
      continue;
    }
    const double = readDoubleResult(line, page.number, options);
    if (double.length > 0) {
      entries.push(...double.map((row) => ({ row })));
      continue;
    }
    const read = table ? readTableLine(line, table, page.number, options) : null;
    if (read && 'fragment' in read && isOfOther(line, table)) continue;
    const isRead = read !== null && ('row' in read || isOnlyReference(read, options));
    const free = isRead ? [] : readFreeLine(line, page.number, options);
    if (free.length > 0) entries.push(...free.map((row) => ({ row })));
    else if (read && ('row' in read || 'fragment' in read)) entries.push(read);
    else if (!table && isHeading(line)) entries.push({ fragment: headingFragment(line, page.number) });
    const isNameless = !table && isLabelledValue(line, options);
    if (free.length === 0 && (isNameless || (read && 'unread' in read)))
      unread.push({ page: page.number, text: line.text, box: line.box });
  }
  const stitched = stitch(entries, options, section);
  return { ...stitched, unread: [...unread, ...stitched.unread] };
}

/** What stands under the heading of the references and is one, `250 -` or `20 - 29`, is no result, whatever stands beside it. */
function isOnlyReference(read: Entry | { unread: true }, options: TailOptions): boolean {
  if (!('fragment' in read) || read.fragment.reference === '') return false;
  const { reference } = read.fragment;
  return /^[<>≤≥]?\s*[\d.,]+\s*[-–—]?$/.test(reference) || parseInterval(reference, options.style) !== null;
}

/** The result stands under a heading of the other table over the same names, which reads it. */
function isOfOther(line: Line, table: TableHeader | null): boolean {
  const aside = table?.columns.filter((column) => column.aside) ?? [];
  return splitIntoCells(line).some(
    ({ box, text }) => /\d/.test(text) && aside.some(({ x0, x1 }) => box[0] < x1 && box[2] > x0),
  );
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

const REFERENCE_LABEL =
  /^(?:bio(?:logical)?\.?\s*)?(?:ref(?:erence)?|normal|expected|standard|optimal|healthy|desirable)\.?\s*(?:range|interval|values?)s?\.?\s*(?:[:-]+\s*-?\s*|$)/i;

const LONGEST_LABELLED = 5;

/** One of the lines of a reference that stand in their column, above or below the line of the result. */
function isUnderReferences(line: Line, table: TableHeader | null): boolean {
  const column = table?.columns.find(({ kind }) => kind === 'reference');
  return column !== undefined && column.x0 > (table?.columns[0]?.x1 ?? 0) && line.box[0] >= column.x0 - 1;
}

/** `Reference range: <100` on a line of its own, below the result it belongs to; the interval may stand in the lines that follow. */
function labelledReference(
  lines: readonly Line[],
  start: number,
  page: number,
  options: TailOptions,
): { fragment: Fragment; lines: number } | null {
  const line = lines[start];
  const label = line && labelIn(line);
  if (!line || label === null || label === undefined) return null;
  const own = label.replace(labelOf(label), '');
  const fragment = { ...headingFragment(line, page), name: '', reference: own, labelled: true };
  for (let count = LONGEST_LABELLED; count > 1; count--) {
    const following = lines.slice(start + 1, start + count);
    if (following.length < count - 1 || (own !== '' && !following.every(isTierOnly))) continue;
    const reference = [own, ...following.map((next) => next.text)].join(' ').trim();
    if (parseInterval(reference, options.style, options))
      return {
        fragment: { ...fragment, reference, box: enclose([line.box, ...following.map((next) => next.box)]) },
        lines: count,
      };
  }
  if (own !== '') return { fragment, lines: 1 };
  const next = lines[start + 1]?.text ?? '';
  return { fragment: { ...fragment, reference: /\d/.test(next) ? next : '' }, lines: 1 };
}

function labelOf(text: string): RegExp {
  return REFERENCE_LABEL.test(text) ? REFERENCE_LABEL : RANGE_LABEL;
}

/** The line from its label on; beside it may stand a sentence about the analyte. */
function labelIn(line: Line): string | null {
  if (labelOf(line.text).test(line.text)) return line.text;
  const [first, last, ...others] = splitIntoCells(line);
  const isBesideProse =
    first && last && others.length === 0 && first.words.length > 3 && !/\d$/.test(first.text);
  return isBesideProse && /\d/.test(last.text) && REFERENCE_LABEL.test(last.text) ? last.text : null;
}

/** `Female : 0.5 - 1.1 mg/dl` below a line that began so. */
function isTierOnly(line: Line): boolean {
  return sexOfLabel(line.text) !== null;
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
