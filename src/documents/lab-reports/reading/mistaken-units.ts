import type { Analyte } from '../knowledge/analyte.js';
import { convert } from '../knowledge/convert.js';
import { propertyOf } from '../knowledge/lookup.js';
import type { PrintedInterval } from './interval.js';
import type { PrintedValue } from './results.js';
import type { Unit } from './units.js';

const SUBSTANCE_UNITS = ['mmol/L', 'umol/L', 'nmol/L', 'pmol/L'];
/** Laboratories choose the unit in which usual results have few digits. */
const SMALLEST = 0.5;
const LARGEST = 1000;
/** A value this many times off its interval may be a very ill person's, or one of another unit. */
const FAR = 15;
/** Intervals of laboratories differ by less than the first factor; in the right unit their bounds agree within the others. */
const DIFFERENT_INTERVAL = 4;
const SAME_INTERVAL = 2.5;
const SAME_BOUND = 1.5;
/** Where both bounds can be compared, less of a difference tells. */
const UNLIKE_INTERVAL = 2;
const ALIKE_INTERVAL = 1.25;

/** How many times the bounds of two intervals differ; one number for each bound that both have. */
type Ratios = readonly number[];

/**
 * Signs that value or interval were measured in another unit than is printed, mmol/L for mg/dL: the value is far outside its interval, or the
 * interval far from the published one, and in another customary unit of the analyte it would not be.
 */
export function mistakenUnit(
  analyte: Analyte,
  value: PrintedValue,
  unit: Unit | null,
  interval: PrintedInterval | null,
): string[] {
  const ucum = unit?.ucum;
  if (!ucum || !unit || interval?.kind !== 'interval') return [];
  const others = unitsTakenFor(analyte, ucum);
  const mistaken =
    others.find((other) => explainsValue(analyte, value, ucum, other, interval)) ??
    others.find((other) => explainsInterval(analyte, ucum, other, interval));
  if (mistaken === undefined) return [];
  return [`Value and interval suggest ${mistaken}, but "${unit.text}" is printed: a unit may be wrong.`];
}

/** The units of mass for one of amount, and the other way round, in which laboratories report this analyte. */
function unitsTakenFor(analyte: Analyte, ucum: string): string[] {
  const [printed, own] = [propertyOf(ucum), propertyOf(analyte.unit)];
  const areBoth = analyte.measures.includes('mass') && analyte.measures.includes('substance');
  if (!areBoth || (printed !== 'mass' && printed !== 'substance')) return [];
  if (printed !== own) return [analyte.unit];
  if (printed === 'substance') return [];
  return SUBSTANCE_UNITS.filter((unit) => {
    const usual = convert(usualValue(analyte), analyte.unit, unit, analyte);
    return usual !== null && usual >= SMALLEST && usual <= LARGEST;
  });
}

/** Some value inside the published interval, or else between the limits of what is plausible. */
function usualValue({ intervals: [interval], plausible }: Analyte): number {
  const bound = interval?.high ?? interval?.low;
  return bound ?? Math.sqrt((plausible?.low ?? 1) * (plausible?.high ?? 1));
}

/** The value is far outside, and inside if it was measured in `other`. */
function explainsValue(
  analyte: Analyte,
  { value, comparator }: PrintedValue,
  ucum: string,
  other: string,
  { low, high }: PrintedInterval,
): boolean {
  if (value === null || comparator !== null || value <= 0) return false;
  const isFar = (high !== null && high > 0 && value > high * FAR) || (low !== null && value < low / FAR);
  const converted = isFar ? convert(value, other, ucum, analyte) : null;
  return converted !== null && converted >= (low ?? 0) / 1.3 && converted <= (high ?? Infinity) * 1.3;
}

/** The printed interval is far from every published one, and near to one if its numbers are meant in `other`. */
function explainsInterval(analyte: Analyte, ucum: string, other: string, printed: PrintedInterval): boolean {
  const asPrinted = ratiosIn(ucum, analyte, printed).filter(({ length }) => length > 0);
  const inOther = ratiosIn(other, analyte, printed);
  if (asPrinted.length === 0) return false;
  return (
    (asPrinted.every(isDifferent) && inOther.some(isSame)) ||
    (asPrinted.every(isUnlike) && inOther.some(isAlike))
  );
}

/** For each published interval how far the printed one is from it, its numbers meant in `unit`. */
function ratiosIn(unit: string, analyte: Analyte, printed: PrintedInterval): Ratios[] {
  return analyte.intervals.map(({ low, high, unit: own = analyte.unit }) => {
    const ratioOf = (bound: number | null, known: number | null | undefined): number[] => {
      const converted = bound && known ? convert(bound, unit, own, analyte) : null;
      return converted && known ? [Math.max(converted / known, known / converted)] : [];
    };
    return [...ratioOf(printed.low, low), ...ratioOf(printed.high, high)];
  });
}

const isDifferent = (ratios: Ratios): boolean => ratios.every((ratio) => ratio > DIFFERENT_INTERVAL);
const isSame = (ratios: Ratios): boolean =>
  ratios.some((ratio) => ratio < SAME_BOUND) && ratios.every((ratio) => ratio < SAME_INTERVAL);
const isUnlike = (ratios: Ratios): boolean =>
  ratios.length === 2 && ratios.every((ratio) => ratio > UNLIKE_INTERVAL);
const isAlike = (ratios: Ratios): boolean =>
  ratios.length === 2 && ratios.every((ratio) => ratio < ALIKE_INTERVAL);
