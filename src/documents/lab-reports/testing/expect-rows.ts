import { expect } from '@jest/globals';

import { analyzeLabReport } from '../analyze-lab-report.js';
import type { AnalyteResult } from '../lab-report.js';
import { makePdf, type PlacedCell } from './lay-out.js';

export type ExpectedRow = [
  name: string,
  value: number | string,
  unit: string | null,
  low: number | null,
  high: number | null,
  flag: string,
];

/** Three results that many layouts print: one low, one normal, one high. */
export const THREE_ROWS: ExpectedRow[] = [
  ['Hemoglobin', 11.2, 'g/dL', 13, 17, 'low'],
  ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
  ['Potassium', 5.9, 'mmol/L', 3.5, 5.1, 'high'],
];

/** Makes a PDF of the pages and reads it. */
export async function readPages(...pages: PlacedCell[][]): Promise<AnalyteResult[]> {
  const result = await analyzeLabReport({
    bytes: await makePdf(...pages),
    query: 'Summarise',
    filename: 'report.pdf',
  });
  return result.report.analytes;
}

/** Expects these rows in this order and nothing else. */
export async function expectRows(pages: PlacedCell[][], expected: ExpectedRow[]): Promise<AnalyteResult[]> {
  const analytes = await readPages(...pages);
  expect(analytes.map(summarize)).toEqual(expected);
  return analytes;
}

function summarize(analyte: AnalyteResult): ExpectedRow {
  return [
    analyte.name,
    analyte.value ?? analyte.value_text,
    analyte.unit,
    analyte.reference.low,
    analyte.reference.high,
    analyte.flag,
  ];
}
