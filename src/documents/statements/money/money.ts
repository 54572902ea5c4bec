import Big from 'big.js';

/** An exact amount of money. Nothing in this folder ever goes through a floating point number. */
export type Money = Big;

export const ZERO: Money = new Big(0);

/** An exact amount from a plain decimal string: `-1234.50`. */
export function money(text: string): Money {
  return new Big(text);
}

export function sum(amounts: Iterable<Money>): Money {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

const LEAST_DIGITS = 2;
const fractionDigits = new Map<string, number>();

/** Decimal string with the digits of its currency (ISO 4217): `1234.50`, `1234` for JPY; never rounded. */
export function formatMoney(amount: Money, currency: string | null = null): string {
  const digits = currency ? digitsOf(currency) : LEAST_DIGITS;
  return amount.toFixed(Math.max(digits, decimalPlaces(amount)));
}

function digitsOf(currency: string): number {
  const known = fractionDigits.get(currency);
  if (known !== undefined) return known;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  fractionDigits.set(currency, digits.maximumFractionDigits ?? LEAST_DIGITS);
  return fractionDigits.get(currency)!;
}

function decimalPlaces(amount: Money): number {
  return Math.max(0, amount.c.length - 1 - amount.e);
}
