import type { Analyte, CustomaryInterval } from '../knowledge/analyte.js';
import { convert } from '../knowledge/convert.js';
import { findByName, propertyOf } from '../knowledge/lookup.js';
import type { PrintedInterval, Sex } from './interval.js';
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

/** Where all bounds of another interval agree this well, it is that one; then on average, or for a lone bound, these differences tell. */
const SAME_BOUNDS = 1.2;
const UNLIKE_BOUNDS = 1.4;
const UNLIKE_BOUND = 2.2;

/** How many times the bounds of two intervals differ; one number for each bound that both have. */
type Ratios = readonly number[];

/** An analyte in one of its units, with the intervals that are known for the patient. */
interface Reading {
  analyte: Analyte;
  unit: string;
  known: readonly CustomaryInterval[];
}

/**
 * Signs that value or interval were measured in another unit than is printed, mmol/L for mg/dL, or are those of another analyte that goes by
 * nearly the same name, urea nitrogen for urea: the value is far outside its interval, or the interval far from the published ones, and read the
 * other way it would not be.
 */
export function mistakenUnit(
  analyte: Analyte,
  value: PrintedValue,
  unit: Unit | null,
  interval: PrintedInterval | null,
  sex: Sex | null,
): string[] {
  if (!unit?.ucum || interval?.kind !== 'interval') return [];
  const own: Reading = { analyte, unit: unit.ucum, known: knownIntervals(analyte, sex) };
  const units = unitsTakenFor(own).map((other) => ({ ...own, unit: other }));
  const mistaken =
    units.find((other) => explainsValue(own, other, value, interval)) ??
    units.find((other) => explainsInterval(own, other, interval));
  if (mistaken)
    return [
      `Value and interval suggest ${mistaken.unit}, but "${unit.text}" is printed: a unit may be wrong.`,
    ];
  const namesake = namesakes(own, sex).find((other) => explainsInterval(own, other, interval));
  if (!namesake) return [];
  return [
    `The interval is one of ${namesake.analyte.name} rather than of ${analyte.name}: the name or a number may be wrong.`,
  ];
}

/** Intervals that may be printed for this person. */
function knownIntervals({ intervals, customary = [] }: Analyte, sex: Sex | null): CustomaryInterval[] {
  return [...intervals, ...customary].filter((one) => one.sex === null || sex === null || one.sex === sex);
}

/** Analytes that laboratories print under nearly the same name, in the same unit. */
function namesakes({ analyte, unit }: Reading, sex: Sex | null): Reading[] {
  return (analyte.taken_for ?? []).flatMap((name) => {
    const other = findByName(name);
    return other ? [{ analyte: other, unit, known: knownIntervals(other, sex) }] : [];
  });
}

/** The units of mass for one of amount, and the other way round, in which laboratories report this analyte. */
function unitsTakenFor(own: Reading): string[] {
  const { analyte } = own;
  const [printed, usual] = [propertyOf(own.unit), propertyOf(analyte.unit)];
  const areBoth = analyte.measures.includes('mass') && analyte.measures.includes('substance');
  if (!areBoth || (printed !== 'mass' && printed !== 'substance')) return [];
  if (printed !== usual) return [analyte.unit];
  if (printed === 'substance') return [];
  return SUBSTANCE_UNITS.filter((unit) => {
    const value = convert(usualValue(own), analyte.unit, unit, analyte);
    return value !== null && value >= SMALLEST && value <= LARGEST;
  });
}

/** Some value inside a known interval, or else between the limits of what is plausible. */
function usualValue({ analyte, known: [interval] }: Reading): number {
  const bound = interval?.high ?? interval?.low;
  const inUnit =
    bound && interval ? convert(bound, interval.unit ?? analyte.unit, analyte.unit, analyte) : null;
  return inUnit ?? Math.sqrt((analyte.plausible?.low || 1) * (analyte.plausible?.high ?? 1));
}

/** The value is far outside, and inside if it was measured in the `other` unit. */
function explainsValue(
  own: Reading,
  other: Reading,
  { value, comparator }: PrintedValue,
  { low, high }: PrintedInterval,
): boolean {
  if (value === null || comparator !== null || value <= 0) return false;
  const isFar = (high !== null && high > 0 && value > high * FAR) || (low !== null && value < low / FAR);
  const converted = isFar ? convert(value, other.unit, own.unit, own.analyte) : null;
  return converted !== null && converted >= (low ?? 0) / 1.3 && converted <= (high ?? Infinity) * 1.3;
}

/** The printed interval is far from every known one, and near to one if its numbers are meant as `other`. */
function explainsInterval(own: Reading, other: Reading, printed: PrintedInterval): boolean {
  const asPrinted = ratiosIn(own, printed).filter(({ length }) => length > 0);
  const asOther = ratiosIn(other, printed);
  const bounds = [printed.low, printed.high].filter(Boolean).length;
  if (asPrinted.length === 0) return false;
  return (
    (asPrinted.every(isDifferent) && asOther.some(isSame)) ||
    (asPrinted.every(isUnlike) && asOther.some(isAlike)) ||
    (asPrinted.every(areOtherBounds) &&
      asOther.some((ratios) => ratios.length === bounds && areItsBounds(ratios)))
  );
}

/** For each known interval how far the printed one is from it. */
function ratiosIn({ analyte, unit, known }: Reading, printed: PrintedInterval): Ratios[] {
  return known.map(({ low, high, unit: own = analyte.unit }) => {
    const ratioOf = (bound: number | null, other: number | null): number[] => {
      const converted = bound && other ? convert(bound, unit, own, analyte) : null;
      return converted && other ? [Math.max(converted / other, other / converted)] : [];
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
const average = (ratios: Ratios): number =>
  ratios.reduce((product, ratio) => product * ratio, 1) ** (1 / ratios.length);
const areOtherBounds = (ratios: Ratios): boolean =>
  average(ratios) > (ratios.length === 1 ? UNLIKE_BOUND : UNLIKE_BOUNDS);
/** Three digits, because units are converted and printed bounds rounded. */
const areItsBounds = (ratios: Ratios): boolean =>
  ratios.every((ratio) => Number(ratio.toPrecision(3)) <= SAME_BOUNDS);
