import { describe, expect, it } from '@jest/globals';

import { toLine } from '../text/text-lines.js';
import { findTableHeaders } from './reading/columns.js';
import { expectRows, readPages, type ExpectedRow } from './testing/expect-rows.js';
import { grid, type Grid, type PlacedCell } from './testing/lay-out.js';

const PATIENT: PlacedCell = { x: 40, y: 40, text: 'Sex: Female   Age: 45 Years' };

async function expectTable(table: Grid, expected: ExpectedRow[], extra: PlacedCell[] = []): Promise<void> {
  await expectRows([[PATIENT, ...extra, ...grid({ size: 8, lineHeight: 13, ...table })]], expected);
}

describe('earlier results', () => {
  it('end with their date, which may stand close to the units', async () => {
    await expectTable(
      {
        columns: [40, 150, 260, 372, 413, 480],
        rows: [
          [
            'Test',
            'Current Result and Flag',
            'Previous Result and Date',
            null,
            'Units',
            'Reference Interval',
          ],
          ['RBC', '4.02', '4.31', '02/11/2024', 'x10E6/uL', '4.14-5.80'],
          ['Creatinine', '1.31', '1.18', '02/11/2024', 'mg/dL', '0.76-1.27'],
        ],
      },
      [
        ['RBC', 4.02, 'x10E6/uL', 4.14, 5.8, 'low'],
        ['Creatinine', 1.31, 'mg/dL', 0.76, 1.27, 'high'],
      ],
    );
  });
});

describe('a date in a heading', () => {
  it('belongs to an unknown heading before it and not to the references', async () => {
    await expectTable(
      {
        columns: [51, 159, 213, 304, 428],
        rows: [
          ['Bepaling', 'Uitslag', 'Eenheid', 'Referentiewaarden', 'Toen (03-07-2024)'],
          ['Natrium', '141', 'mmol/L', '135 - 145', '140'],
          ['Kreatinine', '96', 'µmol/L', '60 - 110', '92'],
        ],
      },
      [
        ['Natrium', 141, 'mmol/L', 135, 145, 'normal'],
        ['Kreatinine', 96, 'µmol/L', 60, 110, 'normal'],
      ],
    );
  });
});

describe('dates in words', () => {
  it('head the columns of a cumulative table', async () => {
    await expectTable(
      {
        columns: [40, 130, 210, 290, 380],
        rows: [
          ['Component', '12 Jan 2025', '3 Jul 2024', 'Ref range', 'Units'],
          ['Hemoglobin', '118 L', '121', '120-155', 'g/L'],
          ['White cells', '6.2', '7.0', '4.0-11.0', '10^9/L'],
        ],
      },
      [
        ['Hemoglobin', 118, 'g/L', 120, 155, 'low'],
        ['White cells', 6.2, '10^9/L', 4, 11, 'normal'],
      ],
    );
  });
});

describe('two units', () => {
  it('are headings beside a title that is in no list, with intervals of the counts beside them', async () => {
    await expectTable(
      {
        columns: [48, 119, 'r172', 194],
        rows: [
          ['SERIE DE CÉLULAS', null, null, 'Valores de referência'],
          ['CÉLULAS', '%', '/mm³', null],
          ['Leucócitos', null, '6.420', '3.500 a 10.500'],
          ['Neutrófilos', '54,2', '3.480', '1.700 a 7.000'],
          ['Eosinófilos', '2,1', '135', '50 a 500'],
        ],
      },
      [
        ['Neutrófilos', 54.2, '%', 50, 70, 'normal'],
        ['Eosinófilos', 2.1, '%', 0, 3, 'normal'],
        ['Leucócitos', 6420, '/mm³', 3500, 10500, 'normal'],
        ['Neutrófilos', 3480, '/mm³', 1700, 7000, 'normal'],
        ['Eosinófilos', 135, '/mm³', 50, 500, 'normal'],
      ],
    );
  });

  it('stand below each other, with the method between', async () => {
    await expectTable(
      {
        columns: [50, 275, 329, 374],
        lineHeight: 10,
        rows: [
          [null, 'Résultats', null, 'Valeurs de référence'],
          ['CREATININE', '8,1', 'mg/L', '5,0 à 9,0'],
          ['Enzymatique - Cobas', null, null, null],
          [null, '72', 'µmol/L', '44 à 80'],
        ],
      },
      [
        ['CREATININE', 8.1, 'mg/L', 5, 9, 'normal'],
        ['CREATININE', 72, 'µmol/L', 44, 80, 'normal'],
      ],
    );
  });
});

describe('references', () => {
  it('may be one comparison in brackets', async () => {
    await expectRows(
      [
        [
          PATIENT,
          ...grid({
            columns: [40, 200, 260, 330],
            rows: [
              ['eGFR', '>90', '(>59)', 'mL/min/1.73m2'],
              ['Sodium', '140', '(135-145)', 'mmol/L'],
            ],
          }),
        ],
      ],
      [
        ['eGFR', 90, 'mL/min/1.73m2', 59, null, 'normal'],
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
      ],
    );
  });

  it('may be labelled in brackets, with the mark behind a dash', async () => {
    await expectRows(
      [
        [
          PATIENT,
          ...grid({
            columns: [40],
            rows: [
              ['ALT: 48 U/L (Reference: 7-35 U/L) - HIGH'],
              ['Hemoglobin A1c: 5.9% (Reference: below 5.7%) - HIGH'],
              ['Urea 5.2 mmol/L (Range: 2.5 - 7.8)'],
              ['Glucose 91 mg/dL 70 - 100 No diabético'],
            ],
          }),
        ],
      ],
      [
        ['ALT', 48, 'U/L', 7, 35, 'high'],
        ['Hemoglobin A1c', 5.9, '%', null, 5.7, 'high'],
        ['Urea', 5.2, 'mmol/L', 2.5, 7.8, 'normal'],
        ['Glucose', 91, 'mg/dL', 70, 100, 'normal'],
      ],
    );
  });

  it('begin above the result with their first step', async () => {
    const columns = [49, 177, 261, 294, 366];
    const lines: [number, (string | null)[]][] = [
      [100, ['Test', 'Result', 'Flag', 'Unit', 'Reference Range']],
      [114, ['WBC Count', '12.4', 'H', '10^3/uL', '4.0 - 10.0']],
      [128, [null, null, null, null, 'Normal: 3.9 - 5.5']],
      [138, ['Glucose Fasting', '6.9', 'H', 'mmol/L', 'Prediabetes: 5.6 - 6.9']],
      [148, [null, null, null, null, 'Diabetes: >= 7.0']],
      [162, ['Beta hCG', '2.4', null, 'mIU/mL', 'Non pregnant: < 5.0']],
    ];
    const cells = lines.flatMap(([top, row]) => grid({ columns, rows: [row], top, size: 8 }));
    await expectRows(
      [[PATIENT, ...cells]],
      [
        ['WBC Count', 12.4, '10^3/uL', 4, 10, 'high'],
        ['Glucose Fasting', 6.9, 'mmol/L', 3.9, 5.5, 'high'],
        ['Beta hCG', 2.4, 'mIU/mL', null, 5, 'normal'],
      ],
    );
  });
});

describe('names', () => {
  it('leave out the column of groups before them', async () => {
    await expectTable(
      {
        columns: [49, 132, 298, 381],
        rows: [
          ['Heart', 'Lipoprotein (a)', '41 nmol/L', '<75'],
          ['Metabolic', 'Fasting Insulin', '6.1 uIU/mL', '2.6-24.9'],
          ['Nutrients', 'Ferritin', '24 ng/mL', '30-100'],
          ['Nutrients', 'Krill Index', '4.4 %', '>8.0'],
        ],
      },
      [
        ['Lipoprotein (a)', 41, 'nmol/L', null, 75, 'normal'],
        ['Fasting Insulin', 6.1, 'uIU/mL', 2.6, 24.9, 'normal'],
        ['Ferritin', 24, 'ng/mL', 30, 100, 'low'],
        ['Krill Index', 4.4, '%', 8, null, 'low'],
      ],
    );
  });

  it('may take four lines around the result', async () => {
    const column = (x: number, top: number, text: string): PlacedCell => ({ x, y: top, text, size: 9 });
    await expectRows(
      [
        [
          PATIENT,
          ...grid({ columns: [51, 142, 179, 256], rows: [['Investigation', 'Result', 'Range', 'Unit']] }),
          ...['Mean Corpuscular', 'Hemoglobin', 'Concentration', '(MCHC)'].map((text, index) =>
            column(51, 130 + 10.3 * index, text),
          ),
          ...grid({ columns: [142, 179, 256], rows: [['33.1', '31.5 - 34.5', 'g/dL']], top: 145.5 }),
        ],
      ],
      [['Mean Corpuscular Hemoglobin Concentration (MCHC)', 33.1, 'g/dL', 31.5, 34.5, 'normal']],
    );
  });

  it('stand before :- and in lists behind a title', async () => {
    await expectRows(
      [
        [
          PATIENT,
          ...grid({
            columns: [40],
            rows: [
              ['SERUM CREATININE :- 1.4mg/dl [N: 0.6-1.2mg/dl]'],
              ['Renal: Na 137 (133-146) mmol/L, K 4.9 (3.5-5.3) mmol/L.'],
            ],
          }),
        ],
      ],
      [
        ['SERUM CREATININE', 1.4, 'mg/dl', 0.6, 1.2, 'high'],
        ['Na', 137, 'mmol/L', 133, 146, 'normal'],
        ['K', 4.9, 'mmol/L', 3.5, 5.3, 'normal'],
      ],
    );
  });

  it('end before a mark in words', async () => {
    await expectTable(
      {
        columns: [40, 150, 260, 380],
        rows: [
          ['Hemoglobin', 'Low', '11.2 g/dL', '12 - 15 g/dL'],
          ['Vitamin D', 'Deficient', '14.2 ng/mL', '30 - 100 ng/mL'],
        ],
      },
      [
        ['Hemoglobin', 11.2, 'g/dL', 12, 15, 'low'],
        ['Vitamin D', 14.2, 'ng/mL', 30, 100, 'low'],
      ],
    );
  });

  it('are no properties of a method', async () => {
    const [ferritin, ...others] = await readPages([
      PATIENT,
      ...grid({
        columns: [40],
        rows: [
          ['Ferritin: 24 ng/mL (30-100)'],
          ['Specifications: Intra assay (%CV):5.3%, Inter assay (%CV):11.9% ; Sensitivity:3.2 ng/mL'],
        ],
      }),
    ]);
    expect(ferritin).toMatchObject({ name: 'Ferritin', value: 24 });
    expect(others).toEqual([]);
  });
});

describe('tables of analytes in columns', () => {
  it('give the newest line, and ask for review where an older one is the newest', async () => {
    const [glucose, hemoglobin, creatinine] = await expectRows(
      [
        [
          PATIENT,
          ...grid({
            columns: [40, 140, 220, 300],
            rows: [
              ['Date', 'Glucose', 'HbA1c', 'Creatinine'],
              ['Units', 'mg/dL', '%', 'mg/dL'],
              ['Reference', '70-99', '<5.7', '0.5-1.1'],
              ['2024-01-10', '141', '7.2', '1.04'],
              ['2025-01-14', '126', null, '0.98'],
            ],
          }),
        ],
      ],
      [
        ['Glucose', 126, 'mg/dL', 70, 99, 'high'],
        ['HbA1c', 7.2, '%', null, 5.7, 'high'],
        ['Creatinine', 0.98, 'mg/dL', 0.5, 1.1, 'normal'],
      ],
    );
    expect([glucose, hemoglobin, creatinine].map((row) => row?.needs_review)).toEqual([false, true, false]);
    expect(glucose?.previous).toEqual([{ value: 141, date: '2024-01-10' }]);
  });
});

describe('tables', () => {
  it('stand beside each other under titles that are in no list', async () => {
    await expectTable(
      {
        columns: [40, 100, 140, 190, 300, 370, 410, 470],
        rows: [
          ['Haematology', 'Result', 'Unit', 'Normal', 'Biochemistry', 'Result', 'Unit', 'Normal'],
          ['Hb', '15.1', 'g/dL', '12-16', 'Urea', '6.0', 'mmol/L', '2.5-7.1'],
          ['MCV', '91', 'fL', '83-101', 'Uric acid', '455', 'µmol/L', '200-420'],
        ],
      },
      [
        ['Hb', 15.1, 'g/dL', 12, 16, 'normal'],
        ['MCV', 91, 'fL', 83, 101, 'normal'],
        ['Urea', 6, 'mmol/L', 2.5, 7.1, 'normal'],
        ['Uric acid', 455, 'µmol/L', 200, 420, 'high'],
      ],
    );
  });

  it('stand beside each other, their headings on lines of their own', async () => {
    const left = grid({
      columns: [48, 127, 214],
      rows: [
        ['Test', 'Result', 'Range'],
        ['Creatinine', '0.92 mg/dL', '0.7 - 1.3'],
        ['Urea', '24.0 mg/dL', '17 - 43'],
      ],
      top: 110,
      lineHeight: 11,
      size: 8,
    });
    const right = grid({
      columns: [311, 374, 468],
      rows: [
        ['Test', 'Result', 'Range'],
        ['T4 Total', '8.4 µg/dL', '5.1 - 14.1'],
        ['TSH', '2.96 µIU/mL', '0.27 - 4.20'],
      ],
      top: 99,
      lineHeight: 11,
      size: 8,
    });
    await expectRows(
      [[PATIENT, ...left, ...right]],
      [
        ['Creatinine', 0.92, 'mg/dL', 0.7, 1.3, 'normal'],
        ['Urea', 24, 'mg/dL', 17, 43, 'normal'],
        ['T4 Total', 8.4, 'µg/dL', 5.1, 14.1, 'normal'],
        ['TSH', 2.96, 'µIU/mL', 0.27, 4.2, 'normal'],
      ],
    );
  });
});

describe('headings', () => {
  it('are known beside their translation into another script', () => {
    const words = ['Test', '/', 'الفحص', 'Result', '/', 'النتيجة', 'Unit', '/', 'الوحدة'].map(
      (text, index) => {
        const x = 40 + 60 * Math.floor(index / 3) + 12 * index;
        return {
          text,
          box: [x, 90, x + 10, 100] as [number, number, number, number],
          fontSize: 9,
          baseline: 98,
        };
      },
    );
    const [table] = findTableHeaders(toLine(words));
    expect(table?.columns.map(({ kind }) => kind)).toEqual(['name', 'value', 'unit']);
  });
});
