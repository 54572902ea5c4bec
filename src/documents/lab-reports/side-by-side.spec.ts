import { describe, expect, it } from '@jest/globals';

import { expectRows, readPages, THREE_ROWS } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

describe('tables side by side', () => {
  it('reads a page set in two columns whose lines do not meet', async () => {
    const head = ['Test', 'Result', 'Unit', 'Range'];
    const left = grid({
      columns: [40, 120, 170, 220],
      rows: [
        head,
        ['Hemoglobin', '11.2', 'g/dL', '13.0 - 17.0'],
        ['Platelets', '251', '10^3/uL', '150 - 400'],
        ['MCV', '88', 'fL', '80 - 100'],
      ],
    });
    const right = grid({
      columns: [320, 400, 450, 500],
      top: 118,
      lineHeight: 21,
      rows: [head, ['Sodium', '140', 'mmol/L', '135 - 145'], ['Potassium', '5.9', 'mmol/L', '3.5 - 5.1']],
    });
    const [low, ...others] = THREE_ROWS;
    await expectRows(
      [
        [
          ...left,
          ...right,
          { x: 40, y: 60, text: 'Example laboratory, results of one visit, for the physician only' },
        ],
      ],
      [
        low ?? ['', 0, '', 0, 0, ''],
        ['Platelets', 251, '10^3/uL', 150, 400, 'normal'],
        ['MCV', 88, 'fL', 80, 100, 'normal'],
        ...others,
      ],
    );
  });

  it('reads two results of one analyte in two units', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 130, 190, 250, 340, 400, 460],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference', 'Result', 'SI Unit', 'Reference'],
            ['Glucose', '98', 'mg/dL', '70 - 99', '5.4', 'mmol/L', '3.9 - 5.5'],
            ['Creatinine', '1.4', 'mg/dL', '0.6 - 1.2', '124', 'µmol/L', '53 - 106'],
          ],
        }),
      ],
      [
        ['Glucose', 98, 'mg/dL', 70, 99, 'normal'],
        ['Creatinine', 1.4, 'mg/dL', 0.6, 1.2, 'high'],
        ['Glucose', 5.4, 'mmol/L', 3.9, 5.5, 'normal'],
        ['Creatinine', 124, 'µmol/L', 53, 106, 'high'],
      ],
    );
  });
});

describe('headings', () => {
  it('takes a translation or a bracket behind a heading for the same column', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 340, 430],
          rows: [
            ['Test (LOINC) / Analyse', 'Result / Résultat', 'Units / Unités', 'Reference / Référence'],
            ['Hemoglobin (718-7)', '11.2', 'g/dL', '13.0 - 17.0'],
            ['Sodium (2951-2)', '140', 'mmol/L', '135 - 145'],
            ['Potassium (2823-3)', '5.9', 'mmol/L', '3.5 - 5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('keeps a one-sided reference out of the column of earlier values', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 200, 260, 'r420', 440],
          rows: [
            ['Test', 'Result', 'Unit', null, 'Previous'],
            ['CRP', '3.1', 'mg/L', '< 5.0', '4.4'],
            ['eGFR', '71', 'mL/min/1.73m2', '> 60', '74'],
            ['Sodium', '140', 'mmol/L', '135 - 145', '139'],
          ],
        }).concat({ x: 330, y: 100, text: 'Reference' }),
      ],
      [
        ['CRP', 3.1, 'mg/L', null, 5, 'normal'],
        ['eGFR', 71, 'mL/min/1.73m2', 60, null, 'normal'],
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
      ],
    );
    expect(analytes.map(({ previous }) => previous?.[0]?.value)).toEqual([4.4, 74, 139]);
  });

  it('tells two headings that stand close from one of two words', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 163, 197, 260],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference'],
            ['Hemoglobin', '11.2', 'g/dL', '13.0 - 17.0'],
            ['Sodium', '140', 'mmol/L', '135 - 145'],
            ['Potassium', '5.9', 'mmol/L', '3.5 - 5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads blocks in which every part is labelled', async () => {
    await expectRows(
      [
        grid({
          columns: [40],
          lineHeight: 12,
          rows: [
            ['Test: Hemoglobin'],
            ['Result: 11.2'],
            ['Units: g/dL'],
            ['Reference range: 13.0 - 17.0'],
            ['Flag: L'],
            [],
            ['Test: Sodium'],
            ['Result: 140'],
            ['Units: mmol/L'],
            ['Reference range: 135 - 145'],
          ],
        }),
      ],
      THREE_ROWS.slice(0, 2),
    );
  });

  it('reads a table drawn with characters as the text it is', async () => {
    const rule = `+${'-'.repeat(16)}+${'-'.repeat(8)}+${'-'.repeat(8)}+${'-'.repeat(13)}+`;
    const rows = [
      '| Test           | Result | Unit   | Reference   |',
      rule,
      '| Hemoglobin     | 11.2   | g/dL   | 13.0 - 17.0 |',
    ];
    const lines = [rule, ...rows, rule, rule].map((line) => [line]);
    const analytes = await readPages(grid({ columns: [40], rows: lines, font: 'Courier', lineHeight: 12 }));
    expect(analytes.map(({ name, value, confidence }) => [name, value, confidence])).toEqual([
      ['Hemoglobin', 11.2, 0.98],
    ]);
  });
});

describe('reference texts', () => {
  it.each([
    ['V.R.: 13.0 - 17.0'],
    ['VN: 13.0 - 17.0'],
    ['Entre 13.0 y 17.0'],
    ['De 13.0 a 17.0'],
    ['Male (> 17 yrs): 13.0 - 17.0'],
    ['13.0 - 17.0 Adult'],
    ['13.0 ÷ 17.0'],
  ])('reads "%s"', async (reference) => {
    await expectRows(
      [
        [
          { x: 40, y: 60, text: 'Name: A SAMPLE (41Y/M)' },
          ...grid({
            columns: [40, 240, 330, 430],
            rows: [
              ['Test', 'Result', 'Unit', 'Reference'],
              ['Hemoglobin', '11.2', 'g/dL', reference],
            ],
          }),
        ],
      ],
      [['Hemoglobin', 11.2, 'g/dL', 13, 17, 'low']],
    );
  });

  it('reads steps whose labels begin like an abbreviation or stand behind them', async () => {
    const rows = [
      ['Non-diabetic: < 5.7 Diabetic: > or = 6.5'],
      ['Below 5.7% : Normal 5.7% - 6.4% : Prediabetic'],
    ];
    for (const [reference = ''] of rows) {
      const [analyte] = await readPages(
        grid({
          columns: [40, 180, 240, 300],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference'],
            ['HbA1c', '6.1', '%', reference],
          ],
        }),
      );
      expect(analyte).toMatchObject({ flag: 'high', reference: { low: null, high: 5.7 } });
    }
  });

  it('shows a labelled reference that it cannot read, and asks for review', async () => {
    const [analyte] = await readPages([
      { x: 40, y: 60, text: 'Name: A SAMPLE (41Y/M)' },
      ...grid({
        columns: [40, 240, 330],
        rows: [
          ['Test', 'Result', 'Unit'],
          ['Sodium', '140', 'mmol/L'],
          ['Bio. Ref. Interval. :-', null, null],
          ['see chart 12 of the handbook', null, null],
        ],
      }),
    ]);
    expect(analyte).toMatchObject({ needs_review: true, reference: { source: 'report' } });
  });
});
