import type { Money } from '../money/money.js';

/** Of shorter and rounder figures too many are one digit apart by chance. */
const LEAST_DIGITS = 5;
const LEAST_ALIKE = 3;

/** Whether two amounts are the same but for one digit, as a misprinted or forged figure is. */
export function isOneDigitOff(a: Money, b: Money): boolean {
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left.length < LEAST_DIGITS || digitsApart(a, b) !== 1) return false;
  return [...left].filter((digit, index) => digit === right[index] && digit !== '0').length >= LEAST_ALIKE;
}

/** In how many digits two amounts differ; infinite where they are not of the same length. */
export function digitsApart(a: Money, b: Money): number {
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left.length !== right.length) return Infinity;
  return [...left].filter((digit, index) => digit !== right[index]).length;
}

const digitsOf = (amount: Money): string => amount.abs().toFixed(2).replace('.', '');
