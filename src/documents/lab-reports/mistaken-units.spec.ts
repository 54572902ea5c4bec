import { describe, expect, it } from '@jest/globals';

import { readPages } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

async function reasonsOf(...row: string[]): Promise<string> {
  const [analyte] = await readPages(
    grid({ columns: [40, 220, 300, 390], rows: [['Test', 'Result', 'Units', 'Reference'], row] }),
  );
  return analyte?.reasons.join(' ') ?? 'no row was found';
}

describe('units that were taken for one another', () => {
  it.each([
    ['Glucose', '95', 'mmol/L', '3.9-5.6', 'mg/dL'],
    ['Bilirubin, Total', '14', 'mg/dL', '3-21', 'umol/L'],
    ['Magnesium', '0.85', 'mg/dL', '0.7-1.0', 'mmol/L'],
    ['Phosphate', '1.1', 'mg/dL', '0.8-1.5', 'mmol/L'],
    ['Free T4', '15', 'ng/dL', '9-19', 'pmol/L'],
    ['Iron', '18', 'µg/dL', '9-30', 'umol/L'],
    ['Glucose', '93', 'mmol/L', '70-99', 'mg/dL'],
    ['Urea', '33', 'mmol/L', '15-45', 'mg/dL'],
    ['Vitamin D 25-OH', '81', 'ng/mL', '50-125', 'nmol/L'],
    ['Vitamin D 25-OH', '84', 'ng/mL', '>75', 'nmol/L'],
    ['Testosterone', '14', 'ng/dL', '8.7-29', 'nmol/L'],
    ['Testosterone', '470', 'nmol/L', '280-1050', 'ng/dL'],
    ['LDL Cholesterol', '2.7', 'mg/dL', '<3.0', 'mmol/L'],
  ])('%s %s %s against %s looks like %s', async (name, value, unit, interval, other) => {
    expect(await reasonsOf(name, value, unit, interval)).toContain(`suggest ${other}`);
  });

  it.each([
    ['Urea', '13', 'mg/dL', '7-20', 'Urea nitrogen rather than of Urea'],
    ['BUN', '30', 'mg/dL', '17-43', 'Urea rather than of Urea nitrogen'],
  ])('%s %s %s against %s may be the other one', async (name, value, unit, interval, reason) => {
    expect(await reasonsOf(name, value, unit, interval)).toContain(reason);
  });

  it.each([
    ['Urea', '33', 'mg/dL', '10-50'],
    ['Urea', '5.4', 'mmol/L', '2.5-7.8'],
    ['BUN', '13', 'mg/dL', '6-24'],
    ['BUN', '13', 'mg/dL', '5-25'],
    ['Vitamin D 25-OH', '31', 'ng/mL', '30-100'],
    ['Vitamin D 25-OH', '31', 'ng/mL', '20-100'],
    ['Vitamin D 25-OH', '81', 'nmol/L', '50-175'],
    ['Vitamin D 25-OH', '81', 'nmol/L', '>50'],
    ['Testosterone', '1.2', 'nmol/L', '0.3-1.7'],
    ['Testosterone', '24', 'ng/dL', '8-48'],
    ['Testosterone', '4.6', 'ng/mL', '2.5-8.4'],
    ['Folate', '9', 'ng/mL', '4.6-18.7'],
    ['Folate', '9', 'ng/mL', '7.0-31.4'],
    ['Glucose', '620', 'mg/dL', '70-99'],
    ['C-Reactive Protein', '310', 'mg/L', '<5'],
    ['Ferritin', '4100', 'ng/mL', '30-400'],
    ['Bilirubin, Total', '14', 'mg/dL', '0.2-1.2'],
    ['Bilirubin, Total', '240', 'umol/L', '3-21'],
    ['Magnesium', '0.85', 'mmol/L', '0.7-1.0'],
    ['Vitamin B12', '1900', 'pg/mL', '197-771'],
    ['Creatinine', '9.8', 'mg/dL', '0.7-1.3'],
  ])('%s %s %s against %s is as printed', async (...row) => {
    expect(await reasonsOf(...row)).toBe('');
  });
});
