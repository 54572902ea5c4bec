import type { AnalyteFlag } from '../lab-report.js';
import { parseFlag, type PrintedMeaning } from '../reading/flags.js';
import type { PrintedInterval } from '../reading/interval.js';
import type { PrintedValue } from '../reading/results.js';

export interface Judgement {
  flag: AnalyteFlag;
  reasons: string[];
}

/**
 * Compares a value with the printed interval. `critical_*` is said only if the laboratory says so. Where the
 * laboratory's mark and the interval contradict each other, the interval decides and the row needs review.
 */
export function judge(
  value: PrintedValue,
  interval: PrintedInterval | null,
  labFlag: string | null,
): Judgement {
  const printed = labFlag === null ? null : parseFlag(labFlag);
  const computed = compare(value, interval);
  if (computed === null) return { flag: flagFromMark(printed), reasons: [] };
  if (printed === null) return { flag: computed, reasons: [] };
  if (!agree(computed, printed)) {
    const reason = `The laboratory's mark "${labFlag ?? ''}" contradicts its printed reference interval.`;
    return { flag: computed, reasons: [reason] };
  }
  return { flag: sharpen(computed, printed), reasons: [] };
}

type Comparison = 'low' | 'normal' | 'high' | 'abnormal';

/** Where the value lies; null if value or interval leave it open. */
function compare(value: PrintedValue, interval: PrintedInterval | null): Comparison | null {
  if (!interval) return null;
  if (interval.kind === 'text') return compareWords(value.text, interval.text);
  if (value.value === null && value.certain && interval.certain) return compareSpan(value.text, interval);
  if (value.value === null || !value.certain || !interval.certain) return null;
  if (interval.low === null && interval.high === null) return null;
  return compareNumber(value.value, value.comparator, interval);
}

function compareNumber(
  value: number,
  comparator: '<' | '>' | null,
  interval: PrintedInterval,
): Comparison | null {
  const { high } = interval;
  // Nothing is below zero, so `<9` against `0 - 34` is inside.
  const low = comparator === '<' && interval.low === 0 ? null : interval.low;
  // `>60` lies inside `>60`, and `<5` inside `<5`.
  const isBelow =
    low !== null &&
    (value < low || (value === low && comparator !== '>' && (!interval.lowInclusive || comparator === '<')));
  const isAbove =
    high !== null &&
    (value > high ||
      (value === high && comparator !== '<' && (!interval.highInclusive || comparator === '>')));
  if (comparator === '<') {
    if (isBelow) return 'low';
    return low === null && !isAbove ? 'normal' : null;
  }
  if (comparator === '>') {
    if (isAbove) return 'high';
    return high === null && !isBelow ? 'normal' : null;
  }
  if (isBelow) return 'low';
  return isAbove ? 'high' : 'normal';
}

/** Counts under the microscope: `2-4` lies inside if both ends do; none seen is inside where the interval begins at zero. */
function compareSpan(text: string, interval: PrintedInterval): Comparison | null {
  if (interval.low === null && interval.high === null) return null;
  if (NEGATIVE_WORDS.test(text)) return (interval.low ?? 0) === 0 ? 'normal' : null;
  const [, from, to] = /^(\d+)\s*[-–—]\s*(\d+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return null;
  const ends = [from, to].map((end) => compareNumber(Number(end), null, interval));
  return ends[0] === ends[1] ? (ends[0] ?? null) : null;
}

const NEGATIVE_WORDS =
  /^(?:negative|non[- ]?reactive|not detected|undetected|nil|absent|none|not seen|none seen|no growth|negati[vf][oae]?|négati(?:f|ve)|assent[ei]|ausente|nicht nachweisbar|non reattivo|no reactivo|não reagente|yok)$/i;
const POSITIVE_WORDS =
  /^(?:(?:weakly |strongly )?(?:positive|reactive)|detected|present|trace|traces|\d?\s?\++|positi[vf][oae]?|present[ei]|nachweisbar)$/i;

/** `1:160` against `< 1:80`: the higher the second number, the more was found. */
function compareTitres(value: string, expected: string): Comparison | null {
  const [, mark = '', own] = TITRE.exec(value) ?? [];
  const [, limitMark = '', limit] = TITRE.exec(expected) ?? [];
  if (own === undefined || limit === undefined || !/^[<≤]/.test(limitMark) || /^[>≥]/.test(mark)) return null;
  const isInside = Number(own) < Number(limit) || (own === limit && (mark !== '' || /[=≤]/.test(limitMark)));
  return isInside ? 'normal' : 'abnormal';
}

const TITRE = /(?:^|\s|\()([<>≤≥]=?)?\s*1\s*[:/]\s*(\d+)\)?$/u;

function compareWords(value: string, expected: string): Comparison | null {
  const titres = compareTitres(value, expected);
  if (titres) return titres;
  // `Reactive 1:8` is judged by its word; the titre is detail.
  const plain = value
    .trim()
    .toLowerCase()
    .replace(/(?<=\p{L})\s*\(?\s*(?:[<>≤≥]?\s*\d[\d.,:/\s]*|\+{1,4}|[1-4]\+)\)?$/u, '');
  const wanted = expected.trim().toLowerCase();
  if (plain === wanted) return 'normal';
  if (NEGATIVE_WORDS.test(plain) && NEGATIVE_WORDS.test(wanted)) return 'normal';
  if (POSITIVE_WORDS.test(plain) && NEGATIVE_WORDS.test(wanted)) return 'abnormal';
  if (NEGATIVE_WORDS.test(plain) && POSITIVE_WORDS.test(wanted)) return 'abnormal';
  return null;
}

function flagFromMark(printed: PrintedMeaning | null): AnalyteFlag {
  if (printed === null) return 'unknown';
  return printed === 'critical' ? 'abnormal' : printed;
}

function agree(computed: Comparison, printed: PrintedMeaning): boolean {
  if (printed === 'abnormal' || printed === 'critical') return computed !== 'normal';
  if (computed === 'abnormal') return printed !== 'normal';
  return printed.endsWith(computed);
}

function sharpen(computed: Comparison, printed: PrintedMeaning): AnalyteFlag {
  if (!printed.startsWith('critical') || computed === 'normal' || computed === 'abnormal') return computed;
  return `critical_${computed}`;
}
