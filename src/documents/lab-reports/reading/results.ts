import { CELL_EDGE } from './cells.js';
import { isInlineFlag, isMarkBehindNumber, parseFlag } from './flags.js';
import { parseNumber, type NumberStyle } from './numbers.js';
import type { Patient, PrintedInterval } from './interval.js';
import { parseInterval } from './ranges.js';
import { parseUnit, type Unit } from './units.js';

/** The value of a row as printed. `value` is null for words, titres and spans such as `2-4`. */
export interface PrintedValue {
  text: string;
  value: number | null;
  comparator: '<' | '>' | null;
  certain: boolean;
}

/** What stands beside a name: a value and what else the row prints. */
export interface RowTail {
  value: PrintedValue;
  flag: string | null;
  unit: Unit | null;
  interval: PrintedInterval | null;
  /** Why a person must look at this reading of the row. */
  doubt?: string;
}

export interface TailOptions extends Patient {
  style: NumberStyle;
}

const NUMBER = String.raw`[+-]?(?:\d{1,3}(?:[,'’]\d{2,3})*[,'’]\d{3}(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?:[eE][+-]?\d+)?`;
const COMPARED = new RegExp(`^(<=?|>=?|≤|≥|=<|=>|⩽|⩾)?\\s*(${NUMBER})$`);
const GLUED = new RegExp(`^((?:<=?|>=?|≤|≥)?${NUMBER})([^\\d.,\\s-].*)$`);
const SPAN = new RegExp(
  `^(?:${NUMBER}\\s*[-–—]\\s*${NUMBER}|\\d+\\s*:\\s*\\d+|[<>≤≥]=?\\s*1\\s*:\\s*\\d+|1\\s*/\\s*\\d{2,}|1\\s*in\\s*\\d+)$`,
);
const CELLS = '(?:normo|micro|macro|hypo|poly)(?:cytic|chromic|chromatic)';
const WORD_RESULT = new RegExp(
  String.raw`^(?:(?:weakly |strongly )?(?:negative|positive)|non[- ]?reactive|(?:weakly |strongly )?reactive|not detected|undetected|detected|indeterminate|equivocal|inconclusive|nil|absent|present|none|(?:none |not )?seen|few|occasional|many|rare|moderate|plenty|trace|traces|clear|slightly (?:cloudy|turbid|hazy)|hazy|cloudy|turbid|(?:pale |light |dark |straw |deep |bright )?(?:yellow|amber|straw|brown|red|colou?rless)|normal|abnormal|\d?\s?\+(?:\s?\+){0,3}|\(\+{1,4}\)|(?:a|b|ab|o)\s?(?:rh\s?)?(?:positive|negative|pos|neg|\+ve|-ve|[+-])|rh\s?(?:positive|negative)|no growth|sterile|immune|non[- ]?immune|negati[vf][oae]?|positi[vf][oae]?|négati(?:f|ve)|assent[ei]|present[ei]|ausente|nicht nachweisbar|nachweisbar|non reattivo|no reactivo|não reagente|yok|pending|not applicable|n\/a|not calculated|see (?:note|below|comments?):?|tnp|haemolysed|hemolyzed|insufficient sample|not done|not performed|in progress|awaiting validation|(?:sample )?rejected|to follow|in arbeit|folgt|en cours|in corso|en curso|en proceso|em andamento|within normal limits|unremarkable|adequate|${CELLS}(?:[\s,/&-]+(?:and\s+)?${CELLS})*)$`,
  'i',
);
/** `Reactive 1:8`, `Negative (<1:40)`: a word with the titre or index behind it. */
const DETAILED_WORD =
  /^((?:weakly |strongly )?(?:non[- ]?)?(?:reactive|positive|negative|detected|positi[vf][oae]?|negati[vf][oae]?|négati(?:f|ve)|indeterminate|equivocal))\s*\(?\s*(?:[<>≤≥]?\s*(?:1\s*[:/]\s*\d+|\d+(?:[.,]\d+)?)|\+{1,4}|[1-4]\+)\s*\)?$/iu;
/** `2 min 30 sec`: more than one number and unit make one value. */
const COMPOUND =
  /^\d+(?:[.,]\d+)?\s*(?:min|mins|minutes?|h|hrs?|')\s*\d+(?:[.,]\d+)?\s*(?:s|secs?|seconds?|min|mins|minutes?|'')\.?$/i;
/** `141 (138)` */
const BRACKETED_NUMBER = new RegExp(`^\\((?:<=?|>=?|≤|≥)?${NUMBER}\\)$`);
const FOOTNOTE = /(?<=\d)(?:[¹²³⁴-⁹]+|[†‡§#]+)$/u;

/** `"B" Positive`: marks of quotation around a blood group. */
const QUOTED = /^["“”'‘’]([^"“”'‘’]+)["“”'‘’](?=\s|$)/u;

/** Reads a value that stands alone in its cell; null if it is no value. */
export function parseValue(text: string, style: NumberStyle): PrintedValue | null {
  const plain = text.trim();
  if (isWordResult(plain)) return { text: plain, value: null, comparator: null, certain: true };
  const match = COMPARED.exec(joinThousands(plain, style).replace(FOOTNOTE, '').replace(/−/g, '-'));
  const number = match && parseNumber(match[2] ?? '', style);
  if (match && number) {
    const hasFootnote = FOOTNOTE.test(plain);
    return {
      text: plain,
      value: number.value,
      comparator: comparatorOf(match[1]),
      // A raised digit behind ten may be its power; behind any other number it can only be a footnote.
      certain: number.certain && !(hasFootnote && number.value === 10),
    };
  }
  const powers = /^([\d.,]+)\s*[x×]\s*10(?:\^|\*\*)?([⁰¹²³⁴-⁹]+|(?<=\^|\*)\d+)$/u.exec(plain);
  const mantissa = powers && parseNumber(powers[1] ?? '', style);
  if (powers && mantissa) {
    const exponent = [...(powers[2] ?? '')]
      .map((digit) => Math.max('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit), Number(digit) || 0))
      .join('');
    return {
      text: plain,
      value: Number(`${mantissa.value}e${exponent}`),
      comparator: null,
      certain: mantissa.certain,
    };
  }
  if (SPAN.test(plain)) return { text: plain, value: null, comparator: null, certain: true };
  if (DETAILED_WORD.test(plain)) return { text: plain, value: null, comparator: null, certain: true };
  if (COMPOUND.test(plain)) return { text: plain, value: null, comparator: null, certain: false };
  return null;
}

/** Countries with decimal commas group thousands with spaces: `7 400`. */
function joinThousands(text: string, style: NumberStyle): string {
  return style !== 'point' && /^[<>≤≥]?\s*[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?$/.test(text)
    ? text.replace(/(?<=\d) (?=\d)/g, "'")
    : text;
}

const NO_RESULT =
  /^(?:pending|not applicable|n\/a|not calculated|not reported|see (?:note|below|comments?):?|tnp|ha?emolysed|hemolyzed|insufficient sample|not done|not performed|in progress|awaiting validation|(?:sample )?rejected|to follow|in arbeit|folgt|en cours|in corso|en curso|en proceso|em andamento)$/i;

/** True for the words that stand where a laboratory gives no result. */
export function isNoResult(text: string): boolean {
  return NO_RESULT.test(text.trim());
}

/** True for results in words, such as `Non Reactive` or `Pale yellow`. */
export function isWordResult(text: string): boolean {
  return WORD_RESULT.test(text.trim().replace(QUOTED, '$1'));
}

function comparatorOf(mark: string | undefined): '<' | '>' | null {
  if (!mark) return null;
  return /[<≤⩽]/.test(mark) ? '<' : '>';
}

type Part = 'flag' | 'unit' | 'interval';

/** No part of a row has more words; trying longer ones would only cost time. */
const LONGEST_PART: Record<Part, number> = { flag: 5, unit: 5, interval: 24 };

/**
 * Reads `value [flag] [unit] [reference] …` in any order of the parts after (or a flag before) the value; everything must
 * be understood, otherwise null. `words` are the words of the row to the right of the name.
 */
export function parseTail(words: readonly string[], options: TailOptions): RowTail | null {
  const tokens = tokenize(words);
  return leadingValue(tokens, options) ?? flaggedValue(tokens, options) ?? trailingValue(tokens, options);
}

/**
 * Reads `[flag] value [flag] [unit] value [flag] [unit] interval`: a row of a cumulative report without headings. The first value is the
 * current one in most, so it is taken, with a doubt.
 */
export function parseTwoValues(words: readonly string[], options: TailOptions): RowTail | null {
  const tokens = tokenize(words).filter((token) => token !== CELL_EDGE);
  const before = takeFlag(tokens);
  const value = parseValue(before.rest[0] ?? '', options.style);
  const behind = takeFlag(before.rest.slice(1));
  const unit = parseUnit(behind.rest[0] ?? '');
  const [second = '', ...rest] = unit ? behind.rest.slice(1) : behind.rest;
  const earlier = parseValue(second, options.style);
  if (!value || value.value === null || !earlier || earlier.value === null) return null;
  const parts = parseParts(takeFlag(rest).rest, ['unit', 'interval'], options);
  if (!parts?.interval) return null;
  return {
    flag: before.flag ?? behind.flag,
    unit: unit ?? parts.unit ?? null,
    interval: parts.interval,
    value,
    doubt: `Two values stand side by side without headings; "${value.text}", the first, was taken for the current one.`,
  };
}

function takeFlag(tokens: readonly string[]): { flag: string | null; rest: readonly string[] } {
  const [first = '', ...rest] = tokens;
  return isInlineFlag(first) ? { flag: first, rest } : { flag: null, rest: tokens };
}

/** Reads what a row prints besides its value, `[flag] [unit] [reference]` in any order; null unless all of it is understood. */
export function parseRest(words: readonly string[], options: TailOptions): Partial<RowTail> | null {
  return parseParts(tokenize(words), ['flag', 'unit', 'interval'], options);
}

function tokenize(words: readonly string[]): string[] {
  return words
    .flatMap(splitGlued)
    .filter(
      (token, index, all) =>
        !/^(?:\.{2,}|:|=|_{2,})$/.test(token) ||
        (token === '=' && /^(?:or|[<>])$/i.test(all[index - 1] ?? '')),
    )
    .filter((token, index, all) => !/^[-–—]$/.test(token) || !isLastFlag(all, index + 1));
}

/** `… - HIGH`: a mark in words at the end, behind a dash. */
function isLastFlag(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? '';
  return index === tokens.length - 1 && /\p{L}{3}/u.test(token) && parseFlag(token) !== null;
}

/** Cuts `83%`, `135H`, `*140`, `14.5g/dL` where the rest is a unit or a flag. */
export function splitGlued(word: string): string[] {
  const enclosed = /^(\*{1,3})([<>≤≥]?=?\d[^*]*)\*{1,3}$/u.exec(word);
  if (enclosed) return [enclosed[2] ?? '', enclosed[1] ?? ''];
  const marked = /^(\*{1,3}|↑|↓|▲|▼)(?=[<>≤≥]?=?\d)(.+)$/u.exec(word);
  if (marked) return [marked[1] ?? '', ...splitGlued(marked[2] ?? '')];
  const before = /^(\*{1,3})([^*].*)$/.exec(word);
  if (before && parseUnit(before[2] ?? '')) return [before[1] ?? '', before[2] ?? ''];
  const starred = /^(.*[^*])(\*{1,3})$/.exec(word);
  if (starred && parseUnit(starred[1] ?? '')) return [starred[1] ?? '', starred[2] ?? ''];
  const match = GLUED.exec(word);
  if (!match) return [word];
  const [, number = '', rest = ''] = match;
  return (parseUnit(rest) ?? (isInlineFlag(rest) || /^\*+$/.test(rest))) ? [number, rest] : [word];
}

function flaggedValue(tokens: readonly string[], options: TailOptions): RowTail | null {
  const [first = '', ...rest] = tokens;
  if (/^[+-]{1,2}$/.test(first)) return signedValue(first, rest, options);
  const worded = tokens.slice(0, 2).join(' ');
  if (/^(?:in|above|below|out of|within) (?:the )?(?:range|normal)$/i.test(worded)) {
    const tail = leadingValue(tokens.slice(2), options);
    return tail && tail.flag === null ? { ...tail, flag: worded } : null;
  }
  if (!isInlineFlag(first) && !/^(?:normal|norm)$/i.test(first)) return null;
  const tail = leadingValue(rest, options);
  return tail && tail.flag === null ? { ...tail, flag: first } : null;
}

/**
 * `135 - 145 mmol/L 140`: the interval first and the result last. A one-sided interval may as well be a result with an earlier
 * one behind it, so that is not certain.
 */
function trailingValue(tokens: readonly string[], options: TailOptions): RowTail | null {
  const [first = '', last = ''] = [tokens[0], tokens.at(-1)];
  if (!/^[[(]?(?:[<>≤≥]?\d|[<>≤≥]$)/.test(first) || parseUnit(first)) return null;
  const value = /^[<>≤≥]?\d/.test(last) ? parseValue(last, options.style) : null;
  const rest =
    !value || value.value === null ? null : parseParts(tokens.slice(0, -1), ['unit', 'interval'], options);
  const unit = rest?.unit ?? rest?.interval?.unit;
  if (!value || !unit || rest?.interval?.kind !== 'interval') return null;
  const isTwoSided = rest.interval.low !== null && rest.interval.high !== null;
  return {
    flag: null,
    ...rest,
    unit,
    interval: rest.interval,
    value: { ...value, certain: value.certain && isTwoSided },
  };
}

/** `+ 1,22 mg/dl 0,51-0,95`: a sign apart from the number is the laboratory's mark where an interval says which it can be. */
function signedValue(sign: string, rest: readonly string[], options: TailOptions): RowTail | null {
  const tail = leadingValue(rest, options);
  const isJudged = tail?.interval?.kind === 'interval' && tail.value.value !== null && tail.flag === null;
  return isJudged ? { ...tail, flag: sign } : null;
}

function leadingValue(tokens: readonly string[], options: TailOptions): RowTail | null {
  for (let length = Math.min(4, lengthOfCell(tokens)); length > 0; length--) {
    const text = tokens.slice(0, length).join(' ');
    const value = parseValue(text, options.style);
    if (!value) continue;
    const rest = parseRestOfValue(tokens.slice(length), options);
    if (rest) return { flag: null, unit: null, interval: null, ...rest, value };
  }
  return null;
}

/** A lone `+`, `-` or letter right behind the value is a mark, unless a number follows: then it is the dash of an interval. */
function parseRestOfValue(tokens: readonly string[], options: TailOptions): Partial<RowTail> | null {
  const [first = '', second = ''] = tokens;
  if (BRACKETED_NUMBER.test(first)) {
    // `>90 (>59)`: with a comparator it is an interval, unless another one follows.
    const asInterval = /^\([<>≤≥]/.test(first)
      ? parseParts(tokens, ['flag', 'unit', 'interval'], options)
      : null;
    if (asInterval?.interval) return asInterval;
    const rest = parseRestOfValue(tokens.slice(1), options);
    return (
      rest && { ...rest, doubt: `"${first}" stands behind the value: an earlier result or another unit.` }
    );
  }
  if (isMarkBehindNumber(first.replace(/^\((.)\)$/, '$1')) && !/^[\d.,]/.test(second)) {
    const rest = parseParts(tokens.slice(1), ['unit', 'interval'], options);
    if (rest) return { ...rest, flag: first };
  }
  return parseParts(tokens, ['flag', 'unit', 'interval'], options);
}

/** How many words come before the next edge; no part of a row reaches over it. */
function lengthOfCell(tokens: readonly string[]): number {
  const edge = tokens.indexOf(CELL_EDGE);
  return edge < 0 ? tokens.length : edge;
}

function parseParts(
  tokens: readonly string[],
  allowed: readonly Part[],
  options: TailOptions,
): Partial<RowTail> | null {
  if (tokens.length === 0) return {};
  if (tokens[0] === CELL_EDGE) return parseParts(tokens.slice(1), allowed, options);
  for (let length = Math.min(lengthOfCell(tokens), LONGEST_PART.interval); length > 0; length--) {
    const text = tokens.slice(0, length).join(' ');
    for (const part of allowed) {
      if (length > LONGEST_PART[part]) continue;
      const parsed = parsePart(text, part, options);
      if (!parsed) continue;
      const rest = parseParts(
        tokens.slice(length),
        allowed.filter((other) => other !== part),
        options,
      );
      if (rest) return { ...rest, ...parsed };
    }
  }
  return null;
}

function parsePart(text: string, part: Part, options: TailOptions): Partial<RowTail> | null {
  if (part === 'flag') return parseFlag(text) && !/^[+-]+$/.test(text) ? { flag: text } : null;
  if (part === 'unit') {
    // The star before a unit is the mark of the value, unless it is glued on: `*10^9/L`.
    if (/^\*\s/.test(text)) return null;
    const unit = parseUnit(text);
    return unit && { unit };
  }
  const interval = parseInterval(text, options.style, options);
  return interval && { interval };
}
