import { enclose, type Line, type Word } from '../text/text-document.js';
import type { Block } from './block.js';
import { cellsOf } from './cells.js';
import { joinLines } from './join-lines.js';
import { BULLET, NUMBERED } from './list-marks.js';

/** Larger than the text of the body by this much: a heading. */
export const HEADING_SIZE = 1.12;
export const SENTENCE_END = /[.!?:;。！？]["'”’)\]]*$/u;
const LONGEST_HEADING = 200;
const LONGEST_BOLD_TITLE = 100;
const PARAGRAPH_GAP = 1.35;
const DEFAULT_SPACING = 1.25;
/** A line that ends so far before its column does, in shares of the column's width, is the last of its paragraph. */
const SHORT_LINE = 0.72;
const SHORT_LIST_LINE = 0.5;
/** The share of the column's width that a line leaves free when it is broken on purpose. */
const ROOM = 0.12;
const INDENT = 0.9;
const SECTION = /^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\p{Lu}/u;
const MANY_LEVELS = /^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s/u;

export interface TextContext {
  page: number;
  /** Size of the font that most letters have. */
  bodySize: number;
  /** Sizes of headings, largest first. */
  headingSizes: number[];
}

/** Lines of one column as paragraphs, headings and items of lists. */
export function blocksOfText(lines: readonly Line[], context: TextContext): Block[] {
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
function withMarks(groups: readonly Line[][], { bodySize }: TextContext): Line[][] {
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

function startsBlock(line: Line, before: Line, measure: Measure): boolean {
  const distance = (line.baseline - before.baseline) / Math.max(line.fontSize, before.fontSize);
  if (distance > PARAGRAPH_GAP * measure.spacing) return true;
  if (Math.abs(line.fontSize - before.fontSize) > 0.08 * Math.max(line.fontSize, before.fontSize))
    return true;
  if (BULLET.test(line.text) || NUMBERED.test(line.text)) return true;
  if (isBold(before) && !line.words[0]!.bold) return true;
  if (isSectionTitle(line) || isSectionTitle(before)) return true;
  return endsParagraph(before, line, measure);
}

/** A line ended early and with a sentence, or before a word that it had room for and another margin. */
function endsParagraph(before: Line, line: Line, { left, right }: Measure): boolean {
  const width = Math.max(1, right - left);
  const endsSentence = SENTENCE_END.test(before.text);
  if (endsSentence && before.box[2] - left < SHORT_LINE * width) return true;
  const [first] = line.words;
  const room = right - before.box[2] - 0.3 * line.fontSize;
  const hadRoom = room > 1.5 * (first!.box[2] - first!.box[0]) && room > ROOM * width;
  const shift = line.box[0] - before.box[0];
  if (hadRoom && Math.abs(shift) > INDENT * line.fontSize) return true;
  return (
    endsSentence && line.box[0] - left > INDENT * line.fontSize && before.box[0] - left < 0.3 * line.fontSize
  );
}

/** `2.1 Methods` on a line of its own. */
function isSectionTitle(line: Line): boolean {
  const { text } = line;
  const isTitle =
    SECTION.test(text) && text.length < 80 && !SENTENCE_END.test(text) && text.split(/\s+/u).length <= 12;
  return isTitle && (isBold(line) || MANY_LEVELS.test(text));
}

const isBold = ({ words }: Line): boolean => words.every(({ bold }) => bold);

function toBlock(lines: readonly Line[], context: TextContext, width: number): Block {
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

function headingLevel(lines: readonly Line[], text: string, context: TextContext): number | null {
  if (text.length > LONGEST_HEADING || lines.length > 4 || !/\p{L}/u.test(text)) return null;
  const size = Math.max(...lines.map(({ fontSize }) => fontSize));
  if (size >= HEADING_SIZE * context.bodySize && (text.length > 2 || size > 1.5 * context.bodySize)) {
    const rank = context.headingSizes.findIndex((other) => size >= other - 0.3);
    return Math.min(6, (rank < 0 ? context.headingSizes.length : rank) + 1);
  }
  if (size < 0.97 * context.bodySize || lines.length > 2) return null;
  if (lines.length === 1 && isSectionTitle(lines[0]!)) return Math.min(6, 1 + levelsOf(text));
  return isBoldTitle(lines, text) ? Math.min(6, 1 + Math.max(1, context.headingSizes.length)) : null;
}

/** How many numbers `2.1.3` has. */
function levelsOf(text: string): number {
  return /^[\d.]+/u.exec(text)?.[0].split('.').filter(Boolean).length ?? 1;
}

/** Words that stand alone, all bold, and are no sentence. */
function isBoldTitle(lines: readonly Line[], text: string): boolean {
  return (
    lines.every((line) => isBold(line) && cellsOf(line.words).length === 1) &&
    text.length <= LONGEST_BOLD_TITLE &&
    !/[:;,]$|\p{Ll}[.]$/u.test(text) &&
    /\p{L}{3}/u.test(text)
  );
}

function usualSpacing(lines: readonly Line[]): number {
  const distances = lines
    .slice(1)
    .map((line, index) => (line.baseline - lines[index]!.baseline) / Math.max(1, line.fontSize))
    .filter((distance) => distance > 0.5 && distance < 3)
    .sort((a, b) => a - b);
  return distances[Math.floor(distances.length * 0.4)] ?? DEFAULT_SPACING;
}

/** To tenths of a point. */
export function rounded(box: Word['box']): Word['box'] {
  return box.map((edge) => Math.round(edge * 10) / 10) as Word['box'];
}
