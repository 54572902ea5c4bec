import { describe, expect, it } from '@jest/globals';

import type { AnalyteResult } from './lab-report.js';
import { readPages } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

const COLUMNS = [40, 200, 250, 330, 430];
const HEADING = ['Test', 'Result', 'Flag', 'Unit', 'Reference Range'];

async function readRow(...row: string[]): Promise<AnalyteResult> {
  const [analyte] = await readPages(grid({ columns: COLUMNS, rows: [HEADING, row] }));
  if (!analyte) throw new Error('no row was found');
  return analyte;
}

describe('a wrong number is never shown as right', () => {
  it.each([
    [
      'a value that no living patient has',
      ['Potassium', '41', '', 'mmol/L', '3.5-5.1'],
      /outside what is plausible/,
    ],
    ['a unit ten times off', ['Hemoglobin', '142', '', 'g/dL', '13.0-17.0'], /outside what is plausible/],
    ['a unit of another scale', ['Glucose', '95', '', 'g/dL', '70-100'], /outside what is plausible/],
    ['a unit that cannot belong to the analyte', ['TSH', '2.1', '', 'mg/dL', '0.4-4.0'], /cannot belong/],
    ['a mark that contradicts the interval', ['Sodium', '140', 'H', 'mmol/L', '135-145'], /contradicts/],
  ])('%s needs review, and is kept as printed', async (_name, row, reason) => {
    const analyte = await readRow(...row);
    expect(analyte).toMatchObject({ value_text: row[1], unit: row[3], needs_review: true });
    expect(analyte.reasons.join(' ')).toMatch(reason);
    expect(analyte.confidence).toBeLessThan(0.7);
  });

  it.each([
    ['Hemoglobin', '142', '', 'g/L', '130-170'],
    ['Glucose', '5.3', '', 'mmol/L', '3.9-5.6'],
    ['TSH', '2.1', '', 'mU/L', '0.4-4.0'],
    ['Leukocytes', '7400', '', '/mm3', '4000-10000'],
    ['Platelets', '2.5', '', 'lakhs/cumm', '1.5-4.5'],
    ['ALT', '0.4', '', 'µkat/L', '0.2-0.8'],
  ])('%s %s%s %s is right and needs none', async (...row) => {
    expect(await readRow(...row)).toMatchObject({ needs_review: false, flag: 'normal' });
  });

  it('two readings of one result that do not agree both need review', async () => {
    const table = (top: number, value: string) =>
      grid({ columns: COLUMNS, top, rows: [HEADING, ['Creatinine', value, '', 'mg/dL', '0.6-1.3']] });
    const analytes = await readPages([...table(80, '0.9'), ...table(300, '1.9')]);
    expect(analytes.map(({ value, needs_review }) => [value, needs_review])).toEqual([
      [0.9, true],
      [1.9, true],
    ]);
    const same = await readPages([...table(80, '0.9'), ...table(300, '0.9')]);
    expect(same.map(({ needs_review }) => needs_review)).toEqual([false, false]);
  });

  it('one result in two units is compared across them', async () => {
    const rows = (second: string) =>
      grid({
        columns: [40, 230, 290, 350],
        rows: [
          ['Examen', 'Résultat', 'Unité', 'Valeurs de référence'],
          ['Glycémie à jeun', '0,91', 'g/L', '0,70 à 1,05'],
          ['Soit :', second, 'mmol/L', '3,89 à 5,83'],
        ],
      });
    expect((await readPages(rows('5,05'))).map(({ needs_review }) => needs_review)).toEqual([false, false]);
    expect((await readPages(rows('5,50'))).map(({ needs_review }) => needs_review)).toEqual([true, true]);
  });
});

describe('published intervals', () => {
  const table = grid({
    columns: [40, 240, 330],
    top: 120,
    rows: [
      ['Test', 'Result', 'Unit'],
      ['Hemoglobin', '112', 'g/L'],
      ['Sodium', '140', 'mmol/L'],
    ],
  });

  it('are used with their citation where the report prints none and says who the patient is', async () => {
    const patient = grid({ columns: [40], top: 60, rows: [['Age: 45 Years   Sex: Female']] });
    const [hemoglobin, sodium] = await readPages([...patient, ...table]);
    expect(hemoglobin).toMatchObject({
      flag: 'low',
      reference: { low: 120, high: 160, source: 'builtin', citation: expect.stringContaining('ABIM') },
    });
    expect(sodium).toMatchObject({ flag: 'normal', reference: { low: 136, high: 145, source: 'builtin' } });
  });

  it('are not used where age or sex are not printed', async () => {
    const analytes = await readPages(table);
    expect(analytes.map(({ flag, reference }) => [flag, reference.source, reference.low])).toEqual([
      ['unknown', 'report', null],
      ['unknown', 'report', null],
    ]);
  });
});
