import { readDate, withoutAccents } from '../dates/date-text.js';
import type { AccountNumberKind } from './events.js';

const NUMBER = String.raw`([A-Z]{2}\d{2}(?:\s?[\dA-Z*X]{1,4}){3,8}|[\dXx*•][\dXx*•.\-/ ]{2,30}[\dXx*•](?:-[A-Z]{1,2}\d{1,3})?)`;
const KINDS: readonly [AccountNumberKind, RegExp][] = [
  ['iban', new RegExp(String.raw`\biban\b[\s:.\-]*(?:no\.?|number|nr\.?)?[\s:.]*${NUMBER}`, 'iu')],
  [
    'card',
    new RegExp(
      String.raw`\b(?:card (?:number|no\.?|ending(?: in)?)|credit card no\.?|kartennummer|numero de carte|carte n[°o]|numero de tarjeta|tarjeta n[°o]|numero carta|cartao(?: n[°o])?)[\s:.#]*${NUMBER}`,
      'iu',
    ),
  ],
  [
    'account',
    new RegExp(
      String.raw`\b(?:(?:primary |savings |checking |current )?account (?:number|no\.?|num\.?|#|n[°o]|ending(?: in)?)|a\/c (?:number|no\.?)|acct\.? ?(?:number|no\.?|#)?|account|kontonummer|konto-?nr\.?|konto|numero de compte|compte n[°o]|n[°o] (?:de )?compte|numero de cuenta|cuenta n[°o]|n[°o] (?:de )?cuenta|cuenta|conto corrente n[°.]?|numero conto|conto n[°.]?|c\/c n[°.]?|conta corrente|conta|rekeningnummer)[\s:.#]*${NUMBER}`,
      'iu',
    ),
  ],
];

/** The account number that a line of text gives; null for none. */
export function accountNumberIn(words: string): { numberKind: AccountNumberKind; number: string } | null {
  const text = withoutAccents(words).toUpperCase();
  for (const [numberKind, pattern] of KINDS) {
    const number = pattern.exec(text)?.[1]?.trim();
    if (!number || (number.match(/\d/gu) ?? []).length < 3 || readDate(number)) continue;
    return { numberKind, number: number.replace(/[^\dA-Z*•]/gu, '') };
  }
  return null;
}

/** All but the last four characters hidden. */
export function maskNumber(number: string): string {
  const bare = number.replace(/[\s.\-/]/gu, '');
  return bare.length <= 4 ? bare : '•'.repeat(Math.min(8, bare.length - 4)) + bare.slice(-4);
}
