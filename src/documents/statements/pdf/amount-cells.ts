import { enclose, type Box, type Line, type Word } from '../../text/index.js';
import { readDate, type DateText } from '../dates/date-text.js';
import { type AmountText, readAmount } from '../money/amount-text.js';
import { isCurrencyWord } from '../money/currency.js';
import type { NumberStyle } from '../money/number-style.js';

/** An amount on a line; `from` and `to` are the indexes of its words, `to` exclusive. */
export interface AmountCell {
  amount: AmountText;
  from: number;
  to: number;
  box: Box;
  /** Edges of the digits alone, without sign, currency and mark: what stands in a column. */
  x0: number;
  x1: number;
}

export interface DateCell {
  date: DateText;
  from: number;
  to: number;
  box: Box;
}

/** A space of type of one width for all characters is 0.6 of its size. */
const GROUP_GAP = 0.65;
const SIGN_GAP = 1.3;
const WIDE_MARK_GAP = 3.5;
const SIGN = /^[-−–+(]$/u;
const TRAILING = /^(?:[-−–+)⧫◊]|\(?(?:CR|DR|Cr|Dr|cr|dr)\.?\)?|DB|OD|S|H|D|C)$/u;
const WIDE_MARK = /^\(?(?:CR|DR|Cr|Dr)\.?\)?$/u;

/** All amounts of a line, from left to right. */
export function findAmounts(line: Line, style: NumberStyle): AmountCell[] {
  const { words } = line;
  const cells: AmountCell[] = [];
  for (let index = 0; index < words.length;) {
    const cell = isNumberish(words[index]!) ? amountAt(words, index, style, cells.at(-1)?.to ?? 0) : null;
    if (cell) cells.push(cell);
    index = cell ? cell.to : index + 1;
  }
  return cells;
}

const isNumberish = (word: Word): boolean => /\d/u.test(word.text);

function amountAt(
  words: readonly Word[],
  index: number,
  style: NumberStyle,
  earliest: number,
): AmountCell | null {
  const lastDigits = style.spaceGroups ? extendGroups(words, index) : index;
  let from = index;
  while (
    from > earliest &&
    index - from < 2 &&
    isPrefix(words[from - 1]!) &&
    gap(words, from - 1) <= SIGN_GAP
  )
    from -= 1;
  let to = lastDigits + 1;
  while (to < words.length && to - lastDigits <= 2 && isSuffix(words, to)) to += 1;
  for (const [start, end] of [
    [from, to],
    [index, to],
    [from, lastDigits + 1],
    [index, lastDigits + 1],
    [index, index + 1],
  ] as const) {
    const amount = readAmount(
      words
        .slice(start, end)
        .map((word) => word.text)
        .join(' '),
      style,
    );
    if (amount)
      return toCell(words, amount, { start, end, index, lastDigits: Math.min(lastDigits, end - 1) });
  }
  return null;
}

function toCell(
  words: readonly Word[],
  amount: AmountText,
  { start, end, index, lastDigits }: { start: number; end: number; index: number; lastDigits: number },
): AmountCell {
  return {
    amount,
    from: start,
    to: end,
    box: enclose(words.slice(start, end).map((word) => word.box)),
    x0: words[index]!.box[0],
    x1: words[lastDigits]!.box[2],
  };
}

/** `1 234 567,89` stands as three words. */
function extendGroups(words: readonly Word[], index: number): number {
  if (!/^[-−–+(]?(?:R|[$£€])?\d{1,3}$/u.test(words[index]!.text)) return index;
  let last = index;
  while (last + 1 < words.length && gap(words, last) <= GROUP_GAP) {
    const next = words[last + 1]!.text;
    if (/^\d{3}$/u.test(next)) last += 1;
    else if (/^\d{3}[.,]\d{2}\)?[-−–€$£]?$/u.test(next)) return last + 1;
    else break;
  }
  return last;
}

/** A sign, a currency, or both in one: `-R$ 500,00`. */
const isPrefix = ({ text }: Word): boolean => SIGN.test(text) || isCurrencyWord(text.replace(/^[-−–+]/u, ''));

function isSuffix(words: readonly Word[], index: number): boolean {
  const { text } = words[index]!;
  const distance = gap(words, index - 1);
  if (WIDE_MARK.test(text)) return distance <= WIDE_MARK_GAP && !beginsPhrase(words, index, distance);
  return distance <= SIGN_GAP && (TRAILING.test(text) || isCurrencyWord(text));
}

/** `1,250.00   Dr Count 2`: the mark belongs to the word behind it, from which only a space parts it. */
function beginsPhrase(words: readonly Word[], index: number, distance: number): boolean {
  const next = words[index + 1];
  return (
    next !== undefined && /^\p{L}/u.test(next.text) && gap(words, index) < Math.min(SIGN_GAP, distance) / 2
  );
}

/** Distance from a word to the next one, in font sizes. */
function gap(words: readonly Word[], index: number): number {
  const [left, right] = [words[index]!, words[index + 1]!];
  return (right.box[0] - left.box[2]) / Math.max(1, Math.min(left.fontSize, right.fontSize));
}

const DATE_WORDS = 5;
const DATE_GAP = 0.8;

/** The date that begins at this word, as long as it goes; null for none. */
export function dateAt(line: Line, index: number): DateCell | null {
  const { words } = line;
  let end = index + 1;
  while (end < words.length && end - index < DATE_WORDS && gap(words, end - 1) <= DATE_GAP) end += 1;
  for (; end > index; end -= 1) {
    const date = readDate(
      words
        .slice(index, end)
        .map((word) => word.text)
        .join(' '),
    );
    if (date)
      return { date, from: index, to: end, box: enclose(words.slice(index, end).map((word) => word.box)) };
  }
  return null;
}

/** Up to three dates that begin a line or follow each other on it, each with the words it takes. */
export function findDates(line: Line): DateCell[] {
  const cells: DateCell[] = [];
  for (let index = 0; index < line.words.length;) {
    const cell = dateAt(line, index);
    if (cell) cells.push(cell);
    index = cell ? cell.to : index + 1;
  }
  return cells;
}
