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
  ])('%s %s %s against %s looks like %s', async (name, value, unit, interval, other) => {
    expect(await reasonsOf(name, value, unit, interval)).toContain(`suggest ${other}`);
  });

  it.each([
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
