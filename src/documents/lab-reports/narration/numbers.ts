import { mismatch, type Mismatch } from './mismatch.js';
import type { NarratedResult } from './narrated-result.js';
import type { Token } from './tokens.js';
import { REFERENCE_WORDS } from './vocabulary.js';

type NumberToken = Extract<Token, { type: 'number' }>;

/**
 * Checks each number of a clause against the result that it is about: a value must be the parser's value, an interval its
 * interval, a limit its limit, each with the result's own unit. One number in another's place is a mismatch.
 */
export function checkNumbers(tokens: readonly Token[], results: readonly NarratedResult[]): Mismatch[] {
  const found: Mismatch[] = [];
  const only = onlyResult(tokens);
  let bracketed: number | null = null;
  let isReference = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    if (isMark(token, '(')) bracketed = subjectBefore(tokens, at);
    if (isMark(token, ')') || token.type === 'name') bracketed = null;
    if (token.type === 'name' || isMark(token, ';')) isReference = false;
    if (isReferenceWord(token)) isReference = true;
    if (token.type !== 'number') continue;
    const subject = only ?? bracketed;
    if (subject === null) {
      found.push(mismatch('number', `${token.text} without one result that it belongs to`));
      continue;
    }
    const result = results[subject]!;
    const length = isReference ? referenceLength(tokens, at, result) : valueLength(tokens, at, result);
    if (length === 0) found.push(mismatch('number', `${result.name}: ${token.text}`));
    const own = tokens.slice(at, at + Math.max(1, length)).filter((one) => one.type === 'number');
    for (const { unit, text } of own)
      if (unit !== null && !result.units.includes(unit))
        found.push(mismatch('unit', `${result.name}: ${text}`));
    at += Math.max(1, length) - 1;
    isReference = false;
  }
  return found;
}

/** The one result of a clause that names one only. */
function onlyResult(tokens: readonly Token[]): number | null {
  const named = new Set(tokens.flatMap((token) => (token.type === 'name' ? [token.result] : [])));
  const [first] = named;
  return named.size === 1 ? first! : null;
}

/** In `Hemoglobin (10.8 g/dL) and ferritin (6.2 ng/mL)` a bracket belongs to the name right before it. */
function subjectBefore(tokens: readonly Token[], at: number): number | null {
  const before = tokens[at - 1];
  return before?.type === 'name' ? before.result : null;
}

/** How many tokens the value takes; 0 where it is not the parser's. */
function valueLength(tokens: readonly Token[], at: number, { value, comparator }: NarratedResult): number {
  const number = tokens[at] as NumberToken;
  const before = tokens[at - 1];
  const printed = isMark(before, '<') || isMark(before, '>') ? before!.text : null;
  if (isBound(before) || isMark(before, '-') || secondNumber(tokens, at) !== null) return 0;
  return number.value === value && printed === comparator ? 1 : 0;
}

/** How many tokens the interval or the limit takes; 0 where it is not the report's. */
function referenceLength(tokens: readonly Token[], at: number, { low, high }: NarratedResult): number {
  const { value } = tokens[at] as NumberToken;
  const second = secondNumber(tokens, at);
  if (second !== null) return value === low && second === high ? 3 : 0;
  const words = tokens.slice(Math.max(0, at - 4), at).map(({ text }) => text.toLowerCase());
  const before = words.join(' ');
  if (/\bupper (?:reference )?limit(?: (?:of|is|at|:))?$/.test(before)) return value === high ? 1 : 0;
  if (/\blower (?:reference )?limit(?: (?:of|is|at|:))?$/.test(before)) return value === low ? 1 : 0;
  if (/(?:\bup to|<)$/.test(before)) return low === null && value === high ? 1 : 0;
  if (/(?:\bat least|>)$/.test(before)) return high === null && value === low ? 1 : 0;
  return 0;
}

/** The end of `3.5 to 5.1`, `3.5 - 5.1` or `3.5 and 5.1`. */
function secondNumber(tokens: readonly Token[], at: number): number | null {
  const [, link, second] = tokens.slice(at, at + 3);
  const isLink = isMark(link, '-') || (link?.type === 'word' && /^(?:to|and)$/i.test(link.text));
  return isLink && second?.type === 'number' ? second.value : null;
}

/** `at least 6.8` and `up to 6.8` say less or more than the value. */
function isBound(before: Token | undefined): boolean {
  return before?.type === 'word' && /^(?:to|least|from|between|up)$/i.test(before.text);
}

function isReferenceWord(token: Token): boolean {
  return token.type === 'word' && REFERENCE_WORDS.has(token.text.toLowerCase());
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.type === 'mark' && token.text === text;
}
