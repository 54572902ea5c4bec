import { money, type Money } from './money.js';
import { type NumberStyle, plainNumber } from './number-style.js';

/** What a printed amount says about its direction. */
export type Mark = 'minus' | 'plus' | 'brackets' | 'debit' | 'credit' | null;

/** A printed amount: its size without sign, and the mark beside it. */
export interface AmountText {
  size: Money;
  mark: Mark;
  /** ISO code or symbol printed with it. */
  currency: string | null;
  /** Written as money is: with decimals or grouped digits; a bare whole number may be anything. */
  isMoneyLike: boolean;
}

const SYMBOL = String.raw`(?:R\$|US\$|A\$|C\$|CA\$|NZ\$|S\$|HK\$|MX\$|Rs\.?|INR|₹|[$£€¥]|kr\.?|zł|Kč|Ft|lei|円|元|원|[₩฿₺₫₱₦]|CHF|Fr\.?|R(?=\s?\d)|[A-Z]{3}(?=[\s\d+\-−–(]|$))`;
const DASH = String.raw`[-−–‐‑]`;
const DIGITS = String.raw`\d[\d.,'’\u00a0\u202f ]*\d|\d|[.,]\d{2}`;
const DEBIT_WORDS = String.raw`DR\.?|DB|D|OD|S|Dt|Debit`;
const CREDIT_WORDS = String.raw`CR\.?|KR|C|H|Ct|Credit`;
const AMOUNT = new RegExp(
  String.raw`^(?<open>[(\[])?\s?(?<lead>${DASH}|\+)?\s?(?<before>${SYMBOL})?\s?(?<open2>\()?(?<inner>${DASH}|\+)?\s?(?<digits>${DIGITS})(?<close>[)\]])?\s?(?<after>${SYMBOL})?\s?(?<trail>${DASH}|\+)?\s?(?<word>(?:\(?(?:${DEBIT_WORDS}|${CREDIT_WORDS})\)?))?$`,
  'iu',
);
const IS_CREDIT = new RegExp(`^\\(?(?:${CREDIT_WORDS})\\)?$`, 'iu');

/** The full stop of a sentence that ends with an amount; without a sign of a currency it may be a date's. */
const END_OF_SENTENCE = /(?<=[$£€]\d[\d.,]*[.,]\d{2})[.;,]$/u;
/** Marks of footnotes, and of the direction of writing. */
const INVISIBLE = /[⧫◊\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Reads one printed amount in the document's style: `-£1,234.50`, `(45.00)`, `45,00-`, `1.234,56 S`, `99.00 Cr`, `R$ 10,00 D`.
 * Null when the text is no amount.
 */
export function readAmount(text: string, style: NumberStyle): AmountText | null {
  const match = AMOUNT.exec(text.replace(INVISIBLE, '').trim().replace(END_OF_SENTENCE, ''));
  if (!match?.groups) return null;
  const { open, lead, before, open2, inner, digits = '', close, after, trail, word } = match.groups;
  const plain = plainNumber(digits, style);
  if (plain === null) return null;
  const sign = lead ?? inner ?? trail;
  return {
    size: money(plain),
    mark: markOf({ bracketed: Boolean((open ?? open2) && close), sign, word }),
    currency: before ?? after ?? null,
    isMoneyLike: isMoneyLike(digits, style),
  };
}

function markOf(found: { bracketed: boolean; sign: string | undefined; word: string | undefined }): Mark {
  if (found.word) return IS_CREDIT.test(found.word) ? 'credit' : 'debit';
  if (found.sign) return found.sign === '+' ? 'plus' : 'minus';
  return found.bracketed ? 'brackets' : null;
}

function isMoneyLike(digits: string, style: NumberStyle): boolean {
  const decimals = digits.split(style.decimal)[1];
  if (decimals !== undefined) return decimals.length === 2 || decimals.length === 3;
  return /\d[^\d]\d{3}$/u.test(digits);
}

/** Whether the mark means money leaving, arriving, or says nothing. Brackets and a minus mean leaving. */
export function directionOf(mark: Mark): -1 | 1 | null {
  if (mark === null) return null;
  return mark === 'plus' || mark === 'credit' ? 1 : -1;
}

/** The amount with the sign that its mark says; unmarked ones are positive. */
export function signedByMark(amount: AmountText): Money {
  return directionOf(amount.mark) === -1 ? amount.size.times(-1) : amount.size;
}
