import type { Word } from '../../text/text-document.js';
import { type RecognizedWords, unsureDigits } from '../../text/recognized.js';
import { findAnalyte, isKnownName } from '../knowledge/lookup.js';
import type { PrintedRow, ReadRows } from './printed-row.js';
import { MENDED_CONFIDENCE } from './misread-words.js';
import { parseUnit } from './units.js';

/** Text recognition loses decimal points: what was one is then ten times as much, and often read with confidence. */
const FAR_OUTSIDE = 5;

export interface RecognizedRow {
  row: PrintedRow;
  /** The recognised words of the row. */
  words: readonly Word[];
  /** Analyte and unit are known, so the value has been compared with what is possible. */
  isPlausible: boolean;
}

/** Why a value that was recognised from a picture must be compared with the picture; empty where all agrees. */
export function recognitionDoubts({ row, words, isPlausible }: RecognizedRow): string[] {
  if (words.length === 0) return [];
  const unsure = [...unsureDigits(words), ...unsureUnit(row, words)];
  const doubts = unsure.length > 0 ? [`Text recognition is not sure of ${unsure.join(', ')}.`] : [];
  if (!isKnownName(row.name))
    doubts.push('The name was recognised from a picture, and no such analyte is known.');
  if (row.unit && row.unit.ucum === null && parseUnit(row.unit.text) === null)
    doubts.push(`The unit "${row.unit.text}" was recognised from a picture, and no such unit is known.`);
  if (/^0\d/u.test(row.value.text)) doubts.push('A decimal point may have been lost in the value.');
  else if (!fitsInterval(row))
    doubts.push('Value and reference interval do not fit together: a decimal point may have been lost.');
  else if (row.value.value !== null && row.interval === null && !isPlausible)
    doubts.push('The value was recognised from a picture, and nothing in the report confirms it.');
  return doubts;
}

/**
 * Rows from pictures whose name is no known analyte and that have no unit are set aside as unread: prose and drawings are
 * recognised as such rows more often than results are.
 */
export function withoutNoise({ rows, unread }: ReadRows, recognized: RecognizedWords): ReadRows {
  const isNoise = ({ name, unit, page, box }: PrintedRow): boolean =>
    unit === null && findAnalyte(name, null) === null && recognized(page, box).length > 0;
  const noise = rows.filter(isNoise).map(({ page, raw, box }) => ({ page, text: raw, box }));
  return { rows: rows.filter((row) => !isNoise(row)), unread: [...unread, ...noise] };
}

/** The unit, where another one was recognised at first, or hardly this one; one with digits is among those that are not sure already. */
function unsureUnit({ unit }: PrintedRow, words: readonly Word[]): string[] {
  const guessed = words.filter(
    ({ text, confidence = 1 }) =>
      confidence <= MENDED_CONFIDENCE && !/\d/u.test(text) && unit?.text.includes(text),
  );
  return guessed.map(({ text }) => text);
}

/** How sure recognition is of the row's least certain word, 0–1. */
export function recognitionConfidence(words: readonly Word[]): number {
  return Math.min(1, ...words.map(({ confidence = 1 }) => confidence));
}

/** The value is printed with as many decimals as its interval, or stands near it. */
function fitsInterval({ value, interval, referenceText }: PrintedRow): boolean {
  if (value.value === null || interval === null) return true;
  const { low, high } = interval;
  if (high !== null && value.value > high * FAR_OUTSIDE) return false;
  if (low !== null && low > 0 && value.value < low / FAR_OUTSIDE) return false;
  return hasDecimals(value.text) === hasDecimals(referenceText);
}

function hasDecimals(text: string): boolean {
  return /\d[.,]\d{1,2}(?!\d)/u.test(text);
}
