import type { AnalyteResult } from '../../lab-report.js';
import type { ExportContext, ExportedReport } from '../exported-report.js';

export const CONTEXT: ExportContext = {
  jobId: '0192f3a4-5b6c-7d8e-9f01-23456789abcd',
  issued: new Date('2025-03-18T14:45:00.123Z'),
};

/** A result as the reader gives it; every member can be set. */
export function exampleAnalyte(members: Partial<AnalyteResult> = {}): AnalyteResult {
  return {
    name: 'Potassium',
    canonical_name: 'Potassium',
    loinc: '2823-3',
    value: 4.2,
    value_text: '4.20',
    comparator: null,
    unit: 'mmol/L',
    ucum_unit: 'mmol/L',
    reference: { low: 3.5, high: 5.1, text: '3.5 - 5.1', source: 'report' },
    lab_flag: null,
    flag: 'normal',
    needs_review: false,
    reasons: [],
    confidence: 0.98,
    page: 1,
    box: [40, 200.5, 555, 212],
    section: 'ELECTROLYTES',
    raw: 'Potassium 4.20 mmol/L 3.5 - 5.1',
    ...members,
  };
}

/** A report of these results. */
export function exampleReport(
  analytes: AnalyteResult[],
  members: Partial<ExportedReport> = {},
): ExportedReport {
  return {
    query: 'Summarise my Blood Test Report',
    analysis: 'Out of range: none of the results that could be assessed.',
    specialists_consulted: ['nephrology'],
    file_processed: 'report.pdf',
    report: { patient: {}, analytes, unread: [] },
    findings: [],
    models: [{ name: 'assay-lab-reader', version: '1.0.0', kind: 'rules' }],
    warnings: [],
    disclaimer: 'This is an automatic reading of the report, not a diagnosis.',
    ...members,
  };
}

/** Everything that a reader may meet and a format may stumble over, one row each. */
export const ODD_ANALYTES: AnalyteResult[] = [
  exampleAnalyte({ name: 'No unit', loinc: null, unit: null, ucum_unit: null }),
  exampleAnalyte({ name: 'Printed unit only', unit: 'arb. units', ucum_unit: null }),
  exampleAnalyte({
    name: 'HBsAg',
    loinc: null,
    value: null,
    value_text: 'Non Reactive',
    unit: null,
    ucum_unit: null,
    reference: { low: null, high: null, text: 'Non Reactive', source: 'report' },
  }),
  exampleAnalyte({
    name: 'Unread',
    value: null,
    value_text: '',
    flag: 'unknown',
    needs_review: true,
    reasons: ['Smudged.'],
  }),
  exampleAnalyte({
    name: 'Trace',
    value: 0.01,
    value_text: '<0.01',
    comparator: '<',
    flag: 'low',
    lab_flag: 'L',
  }),
  exampleAnalyte({
    name: 'No reference',
    reference: { low: null, high: null, text: '', source: 'report' },
    flag: 'unknown',
  }),
  exampleAnalyte({ name: 'Critical', value: 7.1, value_text: '7.1', flag: 'critical_high', lab_flag: 'HH' }),
  exampleAnalyte({
    name: 'Platelets 血小板',
    value: 250,
    value_text: '250',
    unit: '10⁹/L',
    ucum_unit: '10*9/L',
    reference: { low: 150, high: 400, text: '150 - 400', source: 'report' },
    section: null,
  }),
  exampleAnalyte({
    name: '<script>alert("x")</script>\u0000\u202eevil & \'co\'',
    raw: '\u0007 <b>',
    section: '<i>',
  }),
];
