import { isRightToLeft } from './right-to-left.js';
import type { Word } from './text-document.js';

/** What is used of a text item of pdf.js, already in page coordinates. */
export interface PlacedText {
  text: string;
  x: number;
  baseline: number;
  width: number;
  fontSize: number;
  monospaced: boolean;
  bold: boolean;
}

/** Widths of Helvetica in thousandths of the font size: good enough to place a word inside its text item. */
const NARROW = new Set("ijl.,:;'|!I()[]/ tfr-");
const WIDE = new Set('mwMW@%—');
/** Raised and lowered characters are at most this much of the size of their word: browsers set them at 0.83. */
const LARGEST_SCRIPT = 0.87;
/** Vowel signs alone, as Arabic fonts place them. */
const COMBINING = /^\p{M}+$/u;
const ASCENT = 0.75;
const DESCENT = 0.22;
const SUPERSCRIPTS: Record<string, string> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '+': '⁺',
  '-': '⁻',
  '−': '⁻',
};

/** Cuts a text item at its spaces; the place of each word inside the item is estimated from typical glyph widths. */
export function splitIntoWords(item: PlacedText): Word[] {
  const characters = [...item.text];
  const widths = characters.map((character) => (item.monospaced ? 1 : relativeWidth(character)));
  const total = widths.reduce((sum, width) => sum + width, 0) || 1;
  const scale = item.width / total;
  const words: Word[] = [];
  let x = item.x;
  let current: { text: string; x0: number } | null = null;
  characters.forEach((character, index) => {
    const isSpace = /\s/u.test(character);
    if (current && isSpace) {
      words.push(makeWord(item, current.text, current.x0, x));
      current = null;
    } else if (!isSpace) {
      current = current ? { ...current, text: current.text + character } : { text: character, x0: x };
    }
    x += (widths[index] ?? 0) * scale;
  });
  const last = current as { text: string; x0: number } | null;
  if (last) words.push(makeWord(item, last.text, last.x0, x));
  return isRightToLeft(item.text) ? words.map((word) => mirrored(word, item)) : words;
}

/** The first word of an item that runs from right to left stands at its right. */
function mirrored(word: Word, { x, width }: PlacedText): Word {
  const [x0, y0, x1, y1] = word.box;
  return { ...word, box: [2 * x + width - x1, y0, 2 * x + width - x0, y1] };
}

/**
 * Repairs what the drawing order of a PDF does to words: text printed twice for boldness is kept once, pieces of a
 * word are joined, raised digits become superscripts, lowered ones join their word.
 */
export function repairWords(words: readonly Word[]): Word[] {
  return joinPieces(dropOverprints(words));
}

function relativeWidth(character: string): number {
  if (character === ' ') return 0.28;
  if (NARROW.has(character)) return 0.3;
  if (WIDE.has(character)) return 0.85;
  if (/\p{Lu}/u.test(character)) return 0.69;
  if (/[⺀-鿿가-힯＀-｠]/u.test(character)) return 1;
  return 0.55;
}

function makeWord(item: PlacedText, text: string, x0: number, x1: number): Word {
  return {
    text,
    box: [x0, item.baseline - ASCENT * item.fontSize, x1, item.baseline + DESCENT * item.fontSize],
    fontSize: item.fontSize,
    baseline: item.baseline,
    ...(item.bold && { bold: true }),
  };
}

function dropOverprints(words: readonly Word[]): Word[] {
  const seen = new Map<string, Word[]>();
  return words.filter((word) => {
    const twins = seen.get(word.text) ?? [];
    const tolerance = 0.25 * word.fontSize;
    const isOverprint = twins.some(
      (twin) =>
        Math.abs(twin.box[0] - word.box[0]) < tolerance &&
        Math.abs(twin.box[2] - word.box[2]) < tolerance &&
        Math.abs(twin.baseline - word.baseline) < tolerance,
    );
    if (!isOverprint) seen.set(word.text, [...twins, word]);
    return !isOverprint;
  });
}

/** Joins neighbours on a page; a neighbour is looked for by place, because drawing order means nothing. */
function joinPieces(words: readonly Word[]): Word[] {
  const result: Word[] = [];
  const byStart = [...words].sort((a, b) => a.box[0] - b.box[0]);
  const grid = new Map<number, Word[]>();
  for (const word of byStart) {
    const left = findLeftNeighbour(grid, word);
    if (left) {
      join(left, word);
      continue;
    }
    const copy: Word = { ...word, box: [...word.box] };
    result.push(copy);
    const key = Math.floor(copy.baseline / 8);
    grid.set(key, [...(grid.get(key) ?? []), copy]);
  }
  return result;
}

function findLeftNeighbour(grid: ReadonlyMap<number, Word[]>, word: Word): Word | undefined {
  const key = Math.floor(word.baseline / 8);
  const candidates = [key - 1, key, key + 1].flatMap((index) => grid.get(index) ?? []);
  return candidates.find((left) => isContinuation(left, word));
}

function isContinuation(left: Word, right: Word): boolean {
  const size = Math.max(left.fontSize, right.fontSize);
  const gap = right.box[0] - left.box[2];
  if (gap < -0.3 * size || gap > 0.2 * size) return false;
  const rise = left.baseline - right.baseline;
  if (COMBINING.test(left.text)) return Math.abs(rise) < 0.6 * size && isRightToLeft(right.text);
  const isLikeSized = right.fontSize > 0.8 * left.fontSize && right.fontSize < 1.6 * left.fontSize;
  if (Math.abs(rise) < 0.12 * size && isLikeSized) return gap <= 0.1 * size;
  if (right.fontSize > LARGEST_SCRIPT * left.fontSize)
    return right.fontSize > left.fontSize && isRaised(left) && gap <= 0.1 * size;
  const isShort = right.text.length <= 4;
  return isShort && (isSuperscript(rise, left, right) || (rise < -0.03 * size && rise > -0.4 * size));
}

/** After a superscript was joined its word keeps the large font's baseline; a word that starts raised stays as it is. */
function isRaised(word: Word): boolean {
  return /[⁰¹²³⁴-⁹⁺⁻]$/u.test(word.text);
}

function isSuperscript(rise: number, left: Word, right: Word): boolean {
  return rise > 0.12 * left.fontSize && rise < 0.75 * left.fontSize && /^[\d+\-−]+$/u.test(right.text);
}

function join(left: Word, right: Word): void {
  if (COMBINING.test(left.text)) left.baseline = right.baseline;
  const rise = left.baseline - right.baseline;
  const raised = right.fontSize <= LARGEST_SCRIPT * left.fontSize && isSuperscript(rise, left, right);
  const text = raised
    ? [...right.text].map((character) => SUPERSCRIPTS[character] ?? character).join('')
    : right.text;
  left.text = isRightToLeft(left.text + text) ? text + left.text : left.text + text;
  left.box = [
    left.box[0],
    Math.min(left.box[1], right.box[1]),
    right.box[2],
    Math.max(left.box[3], right.box[3]),
  ];
}
