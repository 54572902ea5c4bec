import type { Analyte, KnownInterval } from './analyte.js';
import { convert } from './convert.js';
import { cite } from './sources.js';

/** A published interval in the unit of the result. */
export interface BuiltinReference {
  low: number | null;
  high: number | null;
  highInclusive: boolean;
  text: string;
  citation: string;
}

/**
 * The published interval that holds for this person, in the unit that the report prints; null if none is known, if sex or age would be needed
 * and the report does not print them, in pregnancy, which moves many of them, or if the unit cannot be converted.
 */
export function builtinReference(
  analyte: Analyte,
  ucum: string | null,
  patient: { sex: 'male' | 'female' | null; age: number | null; pregnant?: boolean },
): BuiltinReference | null {
  const { age } = patient;
  if (ucum === null || age === null || patient.pregnant) return null;
  const fitting = analyte.intervals.filter(
    (interval) =>
      !interval.fasting &&
      age >= interval.age_from &&
      (interval.age_to === null || age <= interval.age_to) &&
      (interval.sex === null || interval.sex === patient.sex),
  );
  const [interval] = fitting;
  return interval && fitting.length === 1 ? inUnit(analyte, interval, ucum) : null;
}

function inUnit(analyte: Analyte, interval: KnownInterval, ucum: string): BuiltinReference | null {
  const from = interval.unit ?? analyte.unit;
  const low = interval.low === null ? null : convert(interval.low, from, ucum, analyte);
  const high = interval.high === null ? null : convert(interval.high, from, ucum, analyte);
  if ((low === null) !== (interval.low === null) || (high === null) !== (interval.high === null)) return null;
  const bounds = { low: round(low), high: round(high), highInclusive: interval.high_inclusive ?? true };
  return { ...bounds, text: wordBounds(bounds), citation: cite(interval.source, interval.where) };
}

/** Converted bounds keep four digits: the published ones have at most that many. */
function round(bound: number | null): number | null {
  return bound === null ? null : Number(bound.toPrecision(4));
}

function wordBounds({
  low,
  high,
  highInclusive,
}: Pick<BuiltinReference, 'low' | 'high' | 'highInclusive'>): string {
  if (low !== null && high !== null) return `${low} - ${high}`;
  if (low !== null) return `>= ${low}`;
  return `${highInclusive ? '<=' : '<'} ${high ?? ''}`;
}
