import type { AnalyteFlag, AnalyteResult, LabReportResult } from '../../lab-report.js';

type Sketch = Partial<AnalyteResult> & { name: string; value: number | null; flag: AnalyteFlag };

/** One result as the reader gives it; unit and interval are potassium's unless told otherwise. */
export function analyte(sketch: Sketch): AnalyteResult {
  return {
    canonical_name: sketch.name,
    loinc: null,
    value_text: String(sketch.value ?? ''),
    comparator: null,
    unit: 'mmol/L',
    ucum_unit: sketch.unit === undefined ? 'mmol/L' : sketch.unit,
    reference: { low: 3.5, high: 5.1, text: '3.5 - 5.1', source: 'report' },
    lab_flag: null,
    needs_review: false,
    reasons: [],
    confidence: 0.98,
    page: 1,
    box: [0, 0, 1, 1],
    section: null,
    raw: '',
    ...sketch,
  };
}

export function between(low: number | null, high: number | null): AnalyteResult['reference'] {
  return { low, high, text: `${low ?? ''} - ${high ?? ''}`, source: 'report' };
}

/** A finished result of the rules over these analytes. */
export function resultOf(analytes: AnalyteResult[], members: Partial<LabReportResult> = {}): LabReportResult {
  return {
    query: 'Summarise my Blood Test Report',
    analysis: 'The analysis of the rules.',
    specialists_consulted: ['nephrology'],
    file_processed: 'report.pdf',
    report: { patient: {}, analytes, unread: [] },
    findings: [],
    models: [{ name: 'assay-lab-reader', version: '1', kind: 'rules' }],
    warnings: [],
    disclaimer:
      'This is an automatic reading of the report, not a diagnosis. Discuss the results with a physician, who knows your history.',
    ...members,
  };
}

/** Critically high, low, high by an upper limit alone, below the detection limit, normal, and normal again. */
export const EXAMPLE = resultOf(
  [
    analyte({ name: 'Potassium', value: 6.8, flag: 'critical_high' }),
    analyte({ name: 'Hemoglobin', value: 10.8, unit: 'g/dL', flag: 'low', reference: between(12, 15.5) }),
    analyte({
      name: 'ALT (SGPT)',
      canonical_name: 'Alanine aminotransferase',
      value: 62,
      unit: 'U/L',
      flag: 'high',
      reference: between(null, 41),
    }),
    analyte({
      name: 'TSH',
      canonical_name: 'Thyrotropin',
      value: 0.01,
      comparator: '<',
      unit: 'mIU/L',
      ucum_unit: 'm[IU]/L',
      flag: 'low',
      reference: between(0.4, 4.5),
    }),
    analyte({ name: 'Sodium', value: 139, flag: 'normal', reference: between(135, 145) }),
    analyte({ name: 'Ferritin', value: 6.2, unit: 'ng/mL', flag: 'low', reference: between(13, 150) }),
    analyte({ name: 'Chloride', value: 101, flag: 'unknown', reference: between(null, null) }),
  ],
  {
    findings: [
      {
        specialist: 'nutrition',
        title: 'Iron deficiency',
        severity: 'attention',
        text: 'Ferritin is below 15 µg/L, the WHO cutoff for iron deficiency in people without inflammation.',
        rests_on: [5],
        rule: 'iron-deficiency',
        source: 'WHO',
        ask: 'Should I take iron, and should the cause of the deficiency be looked for?',
      },
    ],
  },
);

/** A text that a well behaved model could have written about {@link EXAMPLE}. */
export const ACCEPTABLE = `Potassium is 6.8 mmol/L, critically high, with a reference range of 3.5 to 5.1 mmol/L.

"Iron deficiency" stands out. Ferritin is below 15 µg/L, the WHO cutoff for iron deficiency in people without inflammation.
- Ferritin is 6.2 ng/mL, low (reference 13 - 150 ng/mL).
- Hemoglobin (10.8 g/dL) and TSH (<0.01 mIU/L) are low.
- ALT (SGPT) is 62 U/L, which is above the upper limit of 41.

Sodium is 139 mmol/L, within the reference range; your chloride of 101 mmol/L is not assessed.
Please discuss these results with your doctor. Should I take iron, and should the cause of the deficiency be looked for?`;
