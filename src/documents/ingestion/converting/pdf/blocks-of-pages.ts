import { enclose, type Line, type TextPage, type Word } from '../../../text/text-document.js';
import { wordsToLines } from '../../../text/text-lines.js';
import type { Block } from '../converted.js';
import { readingRegions } from './columns.js';
import { findTables } from './page-tables.js';
import { runningLines } from './running-lines.js';

/** Larger than the text of the body by this much: a heading. */
const HEADING_SIZE = 1.12;
const LONGEST_HEADING = 200;
const PARAGRAPH_GAP = 1.35;
const DEFAULT_SPACING = 1.25;
/** A line that ends so far before its column does, in shares of the column's width, is the last of its paragraph. */
const SHORT_LINE = 0.72;
const SHORT_LIST_LINE = 0.5;
const INDENT = 0.9;
const BULLET = /^(?:[•●▪◦‣·]\s*|[*–-]\s+|o(?= )\s*)/u;
const NUMBERED = /^(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]{1,4}\.)\s+/u;
const SECTION = /^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\p{Lu}/u;
const SENTENCE_END = /[.!?:;。！？]["'”’)\]]*$/u;

interface Context {
  page: number;
  /** Size of the font that most letters have. */
  bodySize: number;
  /** Sizes of headings, largest first. */
  headingSizes: number[];
}

/** The pages of a document as blocks in reading order, without what runs along every page. */
export function blocksOfPages(pages: readonly TextPage[]): Block[] {
  const running = runningLines(pages);
  const bodySize = usualSize(pages);
  const headingSizes = sizesOfHeadings(pages, bodySize);
  const blocks = pages.flatMap((page) => {
    const dropped = new Set(page.lines.filter((line) => running.has(line)).flatMap((line) => line.words));
    const words = page.words.filter((word) => !dropped.has(word));
    const context = { page: page.number, bodySize, headingSizes };
    return readingRegions(words).flatMap((region) => blocksOfRegion(wordsToLines(region), context));
  });
  return joinOverPages(blocks);
}

function blocksOfRegion(lines: readonly Line[], context: Context): Block[] {
  const tables = findTables(lines);
  const blocks: Block[] = [];
  let from = 0;
  for (const table of tables) {
    blocks.push(...blocksOfText(lines.slice(from, table.from), context));
    blocks.push({ type: 'table', rows: table.rows, page: context.page, box: rounded(table.box) });
    from = table.to;
  }
  blocks.push(...blocksOfText(lines.slice(from), context));
  return blocks;
}

function blocksOfText(lines: readonly Line[], context: Context): Block[] {
  if (lines.length === 0) return [];
  const left = Math.min(...lines.map(({ box }) => box[0]));
  const right = Math.max(...lines.map(({ box }) => box[2]));
  const spacing = usualSpacing(lines);
  const groups: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const isNew = !before || startsBlock(line, before, { left, right, spacing });
    if (isNew) groups.push([line]);
    else groups.at(-1)!.push(line);
  }
  return withMarks(groups, context).map((group) => toBlock(group, context, right - left));
}

/** A footnote's raised number stands on a line of its own; it belongs to what follows. */
function withMarks(groups: readonly Line[][], { bodySize }: Context): Line[][] {
  const joined: Line[][] = [];
  let mark: Line | null = null;
  for (const group of groups) {
    const [line] = group;
    if (group.length === 1 && line!.text.length <= 2 && line!.fontSize < 0.85 * bodySize) {
      if (mark) joined.push([mark]);
      mark = line!;
      continue;
    }
    joined.push(mark ? [mark, ...group] : group);
    mark = null;
  }
  if (mark) joined.push([mark]);
  return joined;
}

interface Measure {
  left: number;
  right: number;
  /** Distance of baselines in font sizes. */
  spacing: number;
}

function startsBlock(line: Line, before: Line, { left, right, spacing }: Measure): boolean {
  const distance = (line.baseline - before.baseline) / Math.max(line.fontSize, before.fontSize);
  if (distance > PARAGRAPH_GAP * spacing) return true;
  if (Math.abs(line.fontSize - before.fontSize) > 0.08 * Math.max(line.fontSize, before.fontSize))
    return true;
  if (BULLET.test(line.text) || NUMBERED.test(line.text)) return true;
  if (isSectionTitle(line) || isSectionTitle(before)) return true;
  const width = Math.max(1, right - left);
  const endsShort = before.box[2] - left < SHORT_LINE * width;
  if (endsShort && SENTENCE_END.test(before.text)) return true;
  return (
    line.box[0] - left > INDENT * line.fontSize &&
    before.box[0] - left < 0.3 * line.fontSize &&
    SENTENCE_END.test(before.text)
  );
}

/** `2.1 Methods` on a line of its own. */
function isSectionTitle({ text }: Line): boolean {
  return (
    SECTION.test(text) && text.length < 80 && !SENTENCE_END.test(text) && text.split(/\s+/u).length <= 12
  );
}

function toBlock(lines: readonly Line[], context: Context, width: number): Block {
  const { page } = context;
  const box = rounded(enclose(lines.map((line) => line.box)));
  const text = joinLines(lines.map((line) => line.text));
  const level = headingLevel(lines, text, context);
  if (level !== null) return { type: 'heading', level, text, page, box };
  const bullet = BULLET.exec(text) ?? NUMBERED.exec(text);
  if (bullet && text.length > bullet[0].length)
    return {
      type: 'list_item',
      text: text.slice(bullet[0].length),
      level: 0,
      ordered: NUMBERED.test(text),
      page,
      box,
    };
  return { type: 'paragraph', text: isListOfLines(lines, width) ? linesOf(lines) : text, page, box };
}

/** An address, a list of names: lines that all end long before the column does. */
function isListOfLines(lines: readonly Line[], width: number): boolean {
  return (
    lines.length > 1 &&
    lines.every(({ box }) => box[2] - box[0] < SHORT_LIST_LINE * width) &&
    lines.slice(1).every(({ text }) => /^[\p{Lu}\p{Lo}\p{N}(+"]/u.test(text))
  );
}

const linesOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n');

function headingLevel(lines: readonly Line[], text: string, context: Context): number | null {
  if (text.length > LONGEST_HEADING || lines.length > 4 || !/\p{L}/u.test(text)) return null;
  const size = Math.max(...lines.map(({ fontSize }) => fontSize));
  if (size >= HEADING_SIZE * context.bodySize && (text.length > 2 || size > 1.5 * context.bodySize)) {
    const rank = context.headingSizes.findIndex((other) => size >= other - 0.3);
    return Math.min(6, (rank < 0 ? context.headingSizes.length : rank) + 1);
  }
  if (lines.length === 1 && isSectionTitle(lines[0]!) && size >= 0.97 * context.bodySize)
    return Math.min(6, 1 + (/^[\d.]+/u.exec(text)?.[0].split('.').filter(Boolean).length ?? 1));
  return null;
}

/** Words that a hyphen parts at the end of a line are one again. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    if (text === '') return line;
    if (/\p{Ll}[-\u00ad]$/u.test(text) && /^\p{Ll}/u.test(line)) return text.slice(0, -1) + line;
    const isUnspaced =
      /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f]$/u.test(text) && /^[\u3040-\u30ff\u4e00-\u9fff]/u.test(line);
    return text + (isUnspaced ? '' : ' ') + line;
  }, '');
}

/** A paragraph that goes on over a page or column ends there without the end of a sentence. */
function joinOverPages(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const goesOn =
      last?.type === 'paragraph' &&
      block.type === 'paragraph' &&
      !SENTENCE_END.test(last.text) &&
      last.text.length > 80 &&
      /^\p{Ll}/u.test(block.text);
    if (goesOn) joined[joined.length - 1] = { ...last, text: joinLines([last.text, block.text]) };
    else joined.push(block);
  }
  return joined;
}

function usualSize(pages: readonly TextPage[]): number {
  const letters = new Map<number, number>();
  for (const { words } of pages)
    for (const { text, fontSize } of words) {
      const size = Math.round(fontSize * 2) / 2;
      letters.set(size, (letters.get(size) ?? 0) + text.length);
    }
  return [...letters].reduce((best, next) => (next[1] > best[1] ? next : best), [10, 0])[0];
}

/** The sizes above the body's, largest first; sizes less than half a point apart are one. */
function sizesOfHeadings(pages: readonly TextPage[], bodySize: number): number[] {
  const sizes = pages
    .flatMap(({ lines }) => lines)
    .filter(({ fontSize, text }) => fontSize >= HEADING_SIZE * bodySize && text.length > 2)
    .map(({ fontSize }) => fontSize)
    .sort((a, b) => b - a);
  return sizes.filter((size, index) => index === 0 || sizes[index - 1]! - size > 0.5);
}

function usualSpacing(lines: readonly Line[]): number {
  const distances = lines
    .slice(1)
    .map((line, index) => (line.baseline - lines[index]!.baseline) / Math.max(1, line.fontSize))
    .filter((distance) => distance > 0.5 && distance < 3)
    .sort((a, b) => a - b);
  return distances[Math.floor(distances.length * 0.4)] ?? DEFAULT_SPACING;
}

function rounded(box: Word['box']): Word['box'] {
  return box.map((edge) => Math.round(edge * 10) / 10) as Word['box'];
}
