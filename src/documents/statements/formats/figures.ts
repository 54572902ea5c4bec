import { money, type Money } from '../money/money.js';
import { readAmount, signedByMark } from '../money/amount-text.js';
import { COMMA_STYLE, POINT_STYLE } from '../money/number-style.js';
import { daysIn, isoDate } from '../dates/date-text.js';

/** An amount of a data format: plain decimals with point or comma; whatever else it needs is said in `doubt`. */
export function plainAmount(text: string): { amount: Money; doubt: string | null } | null {
  const trimmed = text.trim();
  if (/^[+-]?\d+(?:[.,]\d*)?$/u.test(trimmed)) {
    const digits = trimmed.replace(',', '.').replace(/\.$/u, '').replace(/^\+/u, '');
    return { amount: money(digits), doubt: null };
  }
  const style = /,\d{1,2}$/u.test(trimmed) ? COMMA_STYLE : POINT_STYLE;
  const read = readAmount(trimmed, style);
  return read && { amount: signedByMark(read), doubt: `the amount is written "${trimmed}" in the file` };
}

/** `YYYYMMDD…` as a date; null for what is none. */
export function compactDate(text: string): string | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/u.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year);
  return isDate ? isoDate(year, month, day) : null;
}
