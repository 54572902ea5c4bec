import { describe, expect, it } from '@jest/globals';

import { expectRows, readPages, THREE_ROWS } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

describe('contents of tables', () => {
  it('reads continued pages with and without repeated headings', async () => {
    const columns = [40, 240, 330, 430];
    const first = grid({
      columns,
      rows: [
        ['Test', 'Result', 'Unit', 'Range'],
        ['Hemoglobin', '11.2', 'g/dL', '13.0-17.0'],
        ['Page 1 of 3', null, null, null],
      ],
    });
    const second = grid({
      columns,
      rows: [
        ['Name: A. Sample', 'Age: 44', null, null],
        ['Test', 'Result', 'Unit', 'Range'],
        ['Sodium', '140', 'mmol/L', '135-145'],
      ],
    });
    const third = grid({
      columns,
      rows: [
        ['Potassium', '5.9', 'mmol/L', '3.5-5.1'],
        ['Page 3 of 3', null, null, null],
      ],
    });
    const analytes = await expectRows([first, second, third], THREE_ROWS);
    expect(analytes.map((analyte) => analyte.page)).toEqual([1, 2, 3]);
  });

  it('joins wrapped names and ranges, and leaves methods and headings out of names', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          lineHeight: 11,
          rows: [
            ['Test', 'Result', 'Unit', 'Reference Range'],
            [],
            ['LIVER FUNCTION', null, null, null],
            [],
            ['Gamma Glutamyl', '81', 'U/L', '0 - 73'],
            ['Transferase (GGT)', null, null, null],
            ['Method: IFCC', null, null, null],
            [],
            ['Cholesterol, Total', '212', 'mg/dL', 'Desirable: < 200'],
            ['Enzymatic', null, null, 'Borderline high: 200 - 239'],
            [null, null, null, 'High: >= 240'],
            [],
            ['Bilirubin (Direct and', '0.1', 'mg/dL', 'Up to 0.3'],
            ['conjugated)', null, null, null],
          ],
        }),
      ],
      [
        ['Gamma Glutamyl Transferase (GGT)', 81, 'U/L', 0, 73, 'high'],
        ['Cholesterol, Total', 212, 'mg/dL', null, 200, 'high'],
        ['Bilirubin (Direct and conjugated)', 0.1, 'mg/dL', null, 0.3, 'normal'],
      ],
    );
  });

  it('chooses the interval of the printed sex and none without it', async () => {
    const table = grid({
      columns: [40, 240, 300, 400],
      lineHeight: 11,
      top: 140,
      rows: [
        ['Test', 'Result', 'Unit', 'Reference Range'],
        ['Hemoglobin', '12.4', 'g/dL', 'Male: 13.0 - 17.0'],
        [null, null, null, 'Female: 12.0 - 15.0'],
      ],
    });
    await expectRows(
      [[{ x: 40, y: 80, text: 'Sex: Female' }, ...table]],
      [['Hemoglobin', 12.4, 'g/dL', 12, 15, 'normal']],
    );
    const open = await readPages(table);
    expect(open.map((analyte) => [analyte.flag, analyte.needs_review])).toEqual([['unknown', true]]);
  });

  it('reads results in words, titres and codes, and compares words', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference Range'],
            ['HBsAg', 'Non Reactive', null, 'Non Reactive'],
            ['Urine Protein', 'Positive', null, 'Negative'],
            ['Widal O', '1:80', null, null],
            ['Pus cells', '2-4', '/HPF', '0-5'],
            ['GFR Category', 'G1', null, null],
          ],
        }),
      ],
      [
        ['HBsAg', 'Non Reactive', null, null, null, 'normal'],
        ['Urine Protein', 'Positive', null, null, null, 'abnormal'],
        ['Widal O', '1:80', null, null, null, 'unknown'],
        ['Pus cells', '2-4', '/HPF', 0, 5, 'normal'],
        ['GFR Category', 'G1', null, null, null, 'unknown'],
      ],
    );
  });

  it('reads lakh grouping, powers, comparators and one-sided ranges', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference Range'],
            ['Platelet Count', '1,40,000', '/cumm', '1,50,000 - 4,10,000'],
            ['WBC', '6.2', '10^3/µL', '4.0 - 11.0'],
            ['TSH', '<0.01', 'µIU/mL', '0.55 - 4.78'],
            ['eGFR', '> 90', 'mL/min/1.73m2', '> 59'],
            ['Triglycerides', '150', 'mg/dL', '<150'],
            ['Vitamin D', '150', 'ng/mL', '<= 150'],
          ],
        }),
      ],
      [
        ['Platelet Count', 140000, '/cumm', 150000, 410000, 'low'],
        ['WBC', 6.2, '10^3/µL', 4, 11, 'normal'],
        ['TSH', 0.01, 'µIU/mL', 0.55, 4.78, 'low'],
        ['eGFR', 90, 'mL/min/1.73m2', 59, null, 'normal'],
        ['Triglycerides', 150, 'mg/dL', null, 150, 'high'],
        ['Vitamin D', 150, 'ng/mL', null, 150, 'normal'],
      ],
    );
    expect(analytes.map((analyte) => analyte.ucum_unit)).toEqual([
      '/uL',
      '10*3/uL',
      'u[IU]/mL',
      'mL/min/{1.73_m2}',
      'mg/dL',
      'ng/mL',
    ]);
  });
});
