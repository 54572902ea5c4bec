import { findAnalyte, findByName } from '../../knowledge/lookup.js';
import type { AnalyteFlag, AnalyteResult, LabReport } from '../../lab-report.js';

export type Row = [
  name: string,
  value: number,
  unit: string,
  flag: AnalyteFlag,
  more?: Partial<AnalyteResult>,
];

/** A report of these rows, named by canonical or printed name, with UCUM units. */
export function report(patient: LabReport['patient'], ...rows: Row[]): LabReport {
  return {
    patient,
    unread: [],
    analytes: rows.map(([name, value, unit, flag, more = {}]) => ({
      name,
      canonical_name: findByName(name)?.name ?? findAnalyte(name, unit)?.name ?? null,
      loinc: null,
      value,
      value_text: String(value),
      comparator: null,
      unit,
      ucum_unit: unit,
      reference: { low: null, high: null, text: '', source: 'report' },
      lab_flag: null,
      flag,
      needs_review: false,
      reasons: [],
      confidence: 1,
      page: 1,
      box: [0, 0, 1, 1],
      section: null,
      raw: name,
      ...more,
    })),
  };
}

export const WOMAN = { sex: 'female', age: 42 } as const;
export const MAN = { sex: 'male', age: 60 } as const;
