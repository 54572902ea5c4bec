import type { Analyte } from '../knowledge/analyte.js';
import { convert } from '../knowledge/convert.js';
import { findByName } from '../knowledge/lookup.js';
import type { AnalyteResult, LabReport } from '../lab-report.js';

/** What a pattern asks of a report, as knowledge/patterns/*.json write it. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { patient: PatientCondition }
  | { analyte: string | string[]; flag: 'low' | 'normal' | 'high' }
  | ({ analyte: string | string[]; unit: string; specimen?: 'other' } & Limits)
  | ({ ratio: [string, string] } & Limits)
  | ({ upper_limit_ratio: [string, string] } & Limits);

/** `pregnant: true` asks for a report or a question that says so, `false` holds unless one does. */
export interface PatientCondition {
  sex?: 'male' | 'female';
  age_from?: number;
  pregnant?: boolean;
}

interface Limits {
  at_least?: number;
  above?: number;
  at_most?: number;
  below?: number;
}

/** `holds` is null where the report does not say; `rests` are indexes of the analytes that were looked at. */
export interface Outcome {
  holds: boolean | null;
  rests: number[];
}

const UNKNOWN: Outcome = { holds: null, rests: [] };

/** Tests a condition on a report. Results that need review are left out, so that no finding rests on a doubtful value. */
export function evaluate(condition: Condition, report: LabReport): Outcome {
  if ('all' in condition) return every(condition.all.map((part) => evaluate(part, report)));
  if ('any' in condition) return some(condition.any.map((part) => evaluate(part, report)));
  if ('patient' in condition) return { holds: fitsPatient(condition.patient, report), rests: [] };
  if ('ratio' in condition) return ratio(condition.ratio, condition, report, () => 1);
  if ('upper_limit_ratio' in condition)
    return ratio(condition.upper_limit_ratio, condition, report, (result) => result.reference.high);
  if ('flag' in condition) return hasFlag(condition.analyte, condition.flag, report);
  return isWithin(condition, report);
}

function every(parts: readonly Outcome[]): Outcome {
  if (parts.some((part) => part.holds === false)) return { holds: false, rests: [] };
  if (parts.some((part) => part.holds === null)) return UNKNOWN;
  return { holds: true, rests: parts.flatMap((part) => part.rests) };
}

function some(parts: readonly Outcome[]): Outcome {
  const holding = parts.filter((part) => part.holds === true);
  if (holding.length > 0) return { holds: true, rests: holding.flatMap((part) => part.rests) };
  return parts.every((part) => part.holds === false) ? { holds: false, rests: [] } : UNKNOWN;
}

/** A condition on sex or age is open where the report prints neither; an age from 18 or less is taken as met unless a lower one is printed. */
function fitsPatient(wanted: PatientCondition, report: LabReport): boolean | null {
  const { sex, age, pregnant = false } = report.patient;
  if (wanted.pregnant !== undefined && wanted.pregnant !== pregnant) return false;
  if (wanted.age_from !== undefined && age !== undefined && age < wanted.age_from) return false;
  if (wanted.sex === undefined) return true;
  return sex === undefined ? null : sex === wanted.sex;
}

function hasFlag(names: string | string[], flag: 'low' | 'normal' | 'high', report: LabReport): Outcome {
  const found = findResult(names, report);
  if (!found || found.result.flag === 'unknown' || found.result.flag === 'abnormal') return UNKNOWN;
  const plain = found.result.flag.replace('critical_', '');
  return { holds: plain === flag, rests: [found.index] };
}

function isWithin(
  condition: { analyte: string | string[]; unit: string; specimen?: 'other' } & Limits,
  report: LabReport,
): Outcome {
  const found = findResult(condition.analyte, report, condition.specimen);
  const value = found && valueIn(found.result, condition.unit);
  if (!found || value === null || value === undefined) return UNKNOWN;
  return { holds: compare(value, found.result.comparator, condition), rests: [found.index] };
}

function ratio(
  names: readonly [string, string],
  limits: Limits,
  report: LabReport,
  scale: (result: AnalyteResult) => number | null,
): Outcome {
  const [above, below] = names.map((name) => findResult(name, report));
  if (!above || !below || above.result.comparator || below.result.comparator) return UNKNOWN;
  const sameUnit = valueIn(below.result, above.result.ucum_unit ?? '');
  const first = relative(above.result.value, scale(above.result));
  const second = relative(sameUnit, scale(below.result));
  if (first === null || second === null || second === 0) return UNKNOWN;
  return { holds: compare(first / second, null, limits), rests: [above.index, below.index] };
}

function relative(value: number | null, scale: number | null): number | null {
  return value === null || scale === null || scale === 0 ? null : value / scale;
}

function findResult(
  names: string | string[],
  report: LabReport,
  specimen?: 'other',
): { result: AnalyteResult; index: number } | null {
  for (const name of [names].flat()) {
    const index = report.analytes.findIndex(
      (result) =>
        result.canonical_name === name &&
        result.specimen === specimen &&
        result.value !== null &&
        !result.needs_review,
    );
    const result = report.analytes[index];
    if (result) return { result, index };
  }
  return null;
}

function valueIn(result: AnalyteResult, unit: string): number | null {
  const analyte: Analyte | null = findByName(result.canonical_name ?? '');
  if (result.value === null || result.ucum_unit === null || analyte === null || unit === '') return null;
  const converted = convert(result.value, result.ucum_unit, unit, analyte);
  // Converted values carry noise in the last digits, which must not decide at a limit.
  return converted === null ? null : Number(converted.toPrecision(4));
}

/** `<0.01` is below 0.4 for certain, and says nothing about a limit of 0.005. */
function compare(value: number, comparator: '<' | '>' | null, limits: Limits): boolean | null {
  const tests = [
    limits.at_least === undefined ? true : reaches(value, comparator, limits.at_least, true),
    limits.above === undefined ? true : reaches(value, comparator, limits.above, false),
    limits.at_most === undefined ? true : negate(reaches(value, comparator, limits.at_most, false)),
    limits.below === undefined ? true : negate(reaches(value, comparator, limits.below, true)),
  ];
  if (tests.includes(false)) return false;
  return tests.includes(null) ? null : true;
}

function reaches(
  value: number,
  comparator: '<' | '>' | null,
  limit: number,
  inclusive: boolean,
): boolean | null {
  if (comparator === '<') return value <= limit ? false : null;
  if (comparator === '>') return value >= limit ? true : null;
  return inclusive ? value >= limit : value > limit;
}

function negate(outcome: boolean | null): boolean | null {
  return outcome === null ? null : !outcome;
}
