import type { Money } from '../money/money.js';

/** Of shorter figures too many are one digit apart by chance. */
const LEAST_DIGITS = 5;

/** Whether two amounts are the same but for one digit, as a misprinted or forged figure is. */
export function isOneDigitOff(a: Money, b: Money): boolean {
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left.length < LEAST_DIGITS || left.length !== right.length) return false;
  return [...left].filter((digit, index) => digit !== right[index]).length === 1;
}

const digitsOf = (amount: Money): string => amount.abs().toFixed(2).replace('.', '');
