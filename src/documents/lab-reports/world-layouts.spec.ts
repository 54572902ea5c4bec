import { describe, expect, it } from '@jest/globals';

import { expectRows, readPages, type ExpectedRow } from './testing/expect-rows.js';
import { grid, type Grid } from './testing/lay-out.js';

type Printed = Grid['rows'];

async function expectTable(columns: Grid['columns'], rows: Printed, expected: ExpectedRow[]): Promise<void> {
  await expectRows([grid({ columns, rows, size: 8, lineHeight: 13 })], expected);
}

describe('headings that are in no list', () => {
  it('are named by the intervals or units below them', async () => {
    await expectTable(
      [40, 200, 280, 360],
      [
        ['Test', 'Result', 'Qwx', 'Zzyq'],
        ['Copper, S', '62', 'mcg/dL', '77-206'],
        ['Sodium', '140', 'mmol/L', '135-145'],
      ],
      [
        ['Copper, S', 62, 'mcg/dL', 77, 206, 'low'],
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
      ],
    );
  });

  it('keep what stands below them out of the columns beside them', async () => {
    await expectTable(
      [40, 'r240', 250, 330, 460],
      [
        ['QWXYZ', 'RESULTADO', 'UNIDADE', 'VALORES DE REFERENCIA', 'TREND 03-2023'],
        ['Hemoglobina', '12,0', 'g/dL', '13,5 - 17,5', '12,8 (03-2023)'],
        ['Glicose', '132', 'mg/dL', '70 - 110', '128 (03-2023)'],
        ['Ureia', '33,5', 'mg/dL', '10,0 - 50,0', '31,5 (03-2023)'],
      ],
      [
        ['Hemoglobina', 12, 'g/dL', 13.5, 17.5, 'low'],
        ['Glicose', 132, 'mg/dL', 70, 110, 'high'],
        ['Ureia', 33.5, 'mg/dL', 10, 50, 'normal'],
      ],
    );
  });

  it('may be the most of them', async () => {
    await expectTable(
      [40, 180, 250, 320, 410],
      [
        ['Investigation', 'Qtech', 'Observed Value', 'Qunits', 'Erwartung'],
        ['Ferritin', 'Calc', '8.2', 'ng/mL', '13.0 - 150.0'],
        ['Sodium', 'ISE', '140', 'mmol/L', '135 - 145'],
      ],
      [
        ['Ferritin', 8.2, 'ng/mL', 13, 150, 'low'],
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
      ],
    );
  });

  it('never make an interval the name of a result', async () => {
    const analytes = await readPages(
      grid({
        columns: [40, 180, 280, 350],
        rows: [
          ['Qwx', 'Erwartung', 'Zzyq', 'Qunits'],
          ['Xylomarkin', '197 to 771', '981', 'pg/mL'],
          ['Vitamin B12', '197 to 771', '981', 'pg/mL'],
        ],
      }),
    );
    expect(analytes.filter(({ name }) => /\d to \d/.test(name))).toEqual([]);
  });

  it('may have lost their accents, and a second result with a word more is an earlier one', async () => {
    await expectTable(
      [40, 'r260', 268, 340, 480],
      [
        ['ANALYSES', 'RESULTATS', 'UNITES', 'INTERVALLES DE REFERENCE', 'Résultats du passé'],
        ['Leucocytes', '12 340', '/mm³', '4 000 - 10 000', '9 870'],
        ['Plaquettes', '289 000', '/mm³', '150 000 - 400 000', '270 000'],
        ['T.C.A. (patient / témoin)', '1,05', null, '< 1,20'],
        ['Hémoglobine', '14,2', 'g/dL', '13,0 - 17,0'],
      ],
      [
        ['Leucocytes', 12340, '/mm³', 4000, 10000, 'high'],
        ['Plaquettes', 289000, '/mm³', 150000, 400000, 'normal'],
        ['T.C.A. (patient / témoin)', 1.05, null, null, 1.2, 'normal'],
        ['Hémoglobine', 14.2, 'g/dL', 13, 17, 'normal'],
      ],
    );
  });

  it('may be units that stand over two results', async () => {
    await expectTable(
      [40, 'r200', 'r270', 290],
      [
        ['LEUCOGRAMA', '%', '/mm³', 'Referência'],
        ['Leucócitos', null, '7.200', '4.000 a 11.000 /mm³'],
        ['Segmentados', '58,0', '4.176', '1.800 a 7.700 /mm³'],
        ['Eosinófilos', '3,0', '216', '20 a 500 /mm³'],
        ['Linfócitos', '32,0', '2.304', '1.000 a 4.000 /mm³'],
      ],
      [
        ['Segmentados', 58, '%', null, null, 'unknown'],
        ['Eosinófilos', 3, '%', null, null, 'unknown'],
        ['Linfócitos', 32, '%', null, null, 'unknown'],
        ['Leucócitos', 7200, '/mm³', 4000, 11000, 'normal'],
        ['Segmentados', 4176, '/mm³', 1800, 7700, 'normal'],
        ['Eosinófilos', 216, '/mm³', 20, 500, 'normal'],
        ['Linfócitos', 2304, '/mm³', 1000, 4000, 'normal'],
      ],
    );
  });
});

describe('cumulative reports', () => {
  const rows: Printed = [
    ['Haemoglobin', '131', '128', '109', 'L', 'g/L', '115 - 160'],
    ['eGFR', '61', '59', '48', 'L', 'mL/min', '>59'],
  ];
  const expected: ExpectedRow[] = [
    ['Haemoglobin', 109, 'g/L', 115, 160, 'low'],
    ['eGFR', 48, 'mL/min', 59, null, 'low'],
  ];

  it('have their names under the label of the dates', async () => {
    const head = ['Date', '14/02/22', '03/03/23', '21/11/23', null, 'Units', 'Reference'];
    const samples = ['Lab No', '10223344', '11334455', '12445566'];
    await expectTable([40, 'r200', 'r260', 'r320', 330, 370, 440], [head, samples, ...rows], expected);
  });

  it('may have hours beside their dates', async () => {
    await expectTable(
      [40, 'r180', 'r250', 'r320', 340, 400],
      [
        [null, '03/01/24 06:00', '03/01/24 12:00', '03/01/24 18:00', null, 'Ref'],
        ['Potassium', '5.9', '5.2', '4.6', 'mmol/L', '3.5-5.1'],
        ['Lactate', '4.1', '2.8', '1.9', 'mmol/L', '0.5-2.0'],
      ],
      [
        ['Potassium', 4.6, 'mmol/L', 3.5, 5.1, 'normal'],
        ['Lactate', 1.9, 'mmol/L', 0.5, 2, 'normal'],
      ],
    );
  });

  it('may have a heading that is not known behind their dates', async () => {
    const head = ['Date', '14/02/22', '03/03/23', '21/11/23', null, 'Units', 'Qxy'];
    await expectTable([40, 'r200', 'r260', 'r320', 330, 370, 440], [head, ...rows], expected);
  });

  it('may name units and references some lines further down', async () => {
    await expectTable(
      [40, 'r200', 'r260', 'r320', 330, 370, 440],
      [
        ['Date', '14/02/22', '03/03/23', '21/11/23'],
        ['Time', '08:10', '09:25', '08:50'],
        [null, null, null, null, null, 'Units', 'Reference'],
        ...rows,
      ],
      expected,
    );
  });
});

describe('intervals for women and men', () => {
  it.each([
    ['Geslacht: M', 'V: 50 - 90 M: 60 - 110', 60, 110],
    ['Geslacht: V', 'V: 50 - 90 M: 60 - 110', 50, 90],
    ['Cinsiyet: K', 'K: 50 - 90 E: 60 - 110', 50, 90],
    ['Sexo: Mujer', 'H: 60 - 110 M: 50 - 90', 50, 90],
    ['Sesso: F', 'D: 50 - 90 U: 60 - 110', 50, 90],
    ['Sex: Male', 'F: 50 - 90 M: 60 - 110', 60, 110],
    ['Sex: Male', 'X: 50 - 90 M: 60 - 110', 60, 110],
    ['Sex: Female', 'X: 50 - 90 M: 60 - 110', null, null],
  ])('%s, %s', async (sex, reference, low, high) => {
    const [creatinine] = await readPages([
      ...grid({ columns: [40], top: 50, rows: [[sex]] }),
      ...grid({
        columns: [40, 200, 280, 360],
        rows: [
          ['Test', 'Result', 'Unit', 'Reference'],
          ['Creatinine', '101', 'umol/L', reference],
        ],
      }),
    ]);
    expect(creatinine?.reference).toMatchObject({ low, high });
    expect(creatinine?.needs_review).toBe(low === null);
  });

  it('leave intervals for pregnancy and for infants aside', async () => {
    const rows: Printed = [
      ['Test', 'Result', 'Unit', 'Reference'],
      ['TSH', '1.84', 'mIU/L', '> or = 20 Years 0.40-4.50 First trimester 0.26-2.66'],
      ['Hemoglobin', '10.9', 'g/dL', '0-1 month: 13.5-21.5; 1-6 months: 9.5-14.0; Adult male: 13-17'],
    ];
    const read = (age: string) =>
      readPages([
        ...grid({ columns: [40], top: 50, rows: [[`Age: ${age}   Sex: M`]] }),
        ...grid({ columns: [40, 160, 220, 280], size: 7, rows }),
      ]);
    const [tsh, adult] = await read('48 years');
    expect(tsh?.reference).toMatchObject({ low: 0.4, high: 4.5 });
    expect(adult?.reference).toMatchObject({ low: 13, high: 17 });
    const [, infant] = await read('5 months');
    expect(infant).toMatchObject({
      flag: 'unknown',
      needs_review: true,
      reference: { low: null, high: null },
    });
  });

  it('go on in the next line, or stand beside a sentence about the analyte', async () => {
    await expectRows(
      [
        [
          ...grid({ columns: [40], top: 50, rows: [['Mrs. A Sample'], ['42 Yrs / Female']], lineHeight: 12 }),
          ...grid({
            columns: [40, 230, 300],
            size: 8,
            lineHeight: 12,
            rows: [
              ['INVESTIGATION', 'RESULT', 'UNITS'],
              ['Serum Creatinine', '0.84', 'mg/dl'],
              ['Normal Range: Male : 0.7 - 1.3 mg/dl'],
              ['Female : 0.5 - 1.1 mg/dl'],
              ['Active B12', '88.4', 'pmol/L'],
              ['Vitamin B12 helps make red cells.', 'Optimal range: 37.5 - 150'],
            ],
          }),
        ],
      ],
      [
        ['Serum Creatinine', 0.84, 'mg/dl', 0.5, 1.1, 'normal'],
        ['Active B12', 88.4, 'pmol/L', 37.5, 150, 'normal'],
      ],
    );
  });
});

describe('lines without headings', () => {
  it('say a result again in another unit, without its name', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 'r270', 275, 330, 455],
          lineHeight: 13,
          size: 8,
          rows: [
            ['Glycémie à jeun', '1,05', 'g/L', '0,74 à 1,06', '0,98'],
            [null, '5,83', 'mmol/L', '4,11 à 5,88', '5,44'],
            ['Hémoglobine', '12,9', 'g/dL', '11,5 à 17,5', '13,2'],
          ],
        }),
      ],
      [
        ['Glycémie à jeun', 1.05, 'g/L', 0.74, 1.06, 'normal'],
        ['Glycémie à jeun', 5.83, 'mmol/L', 4.11, 5.88, 'normal'],
        ['Hémoglobine', 12.9, 'g/dL', 11.5, 17.5, 'normal'],
      ],
    );
  });

  it('hold the part of a kind of cell in the cell of its name', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 'r270', 275, 330, 455],
          rows: [['Lymphocytes 38,5 %', '1,39', 'G/L', '1,00 à 4,80', '1,60']],
        }),
      ],
      [
        ['Lymphocytes', 38.5, '%', null, null, 'unknown'],
        ['Lymphocytes', 1.39, 'G/L', 1, 4.8, 'normal'],
      ],
    );
  });

  it('are lists that end with a stop', async () => {
    await expectRows(
      [
        grid({
          columns: [40],
          rows: [
            ['Natrium 131 mmol/l [136-145], Kalium 4,0 mmol/l [3,5-5,1], CRP 84 mg/l [<5].'],
            ['RR 145/85 mmHg, Puls 92/min, Temperatur 38,2 °C, Ramipril 5 mg 1-0-0.'],
          ],
        }),
      ],
      [
        ['Natrium', 131, 'mmol/l', 136, 145, 'low'],
        ['Kalium', 4, 'mmol/l', 3.5, 5.1, 'normal'],
        ['CRP', 84, 'mg/l', null, 5, 'high'],
      ],
    );
  });

  it('lead with dots to the result, or say in words where it lies', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 230, 330, 360],
          rows: [
            ['UREIA'],
            ['RESULTADO............: 47 mg/dL', 'VALOR DE REFERENCIA: 10 a 50 mg/dL'],
            [''],
            ['LDL-Cholesterol', 'Above Range', '131', 'mg/dL'],
            ['hs-CRP', 'In Range', '0.6', 'mg/L'],
          ],
        }),
      ],
      [
        ['UREIA', 47, 'mg/dL', 10, 50, 'normal'],
        ['LDL-Cholesterol', 131, 'mg/dL', null, null, 'high'],
        ['hs-CRP', 0.6, 'mg/L', null, null, 'normal'],
      ],
    );
  });

  it('keep names that begin in lower case apart from the heading above them', async () => {
    await expectRows(
      [
        grid({
          columns: [50, 160, 220, 280],
          size: 9,
          lineHeight: 13,
          rows: [
            ['Blood Gas Values'],
            ['! pCO2', '7.9', 'kPa', '[ 4.67 - 6.00 ]'],
            ['cCl-', '104', 'mmol/L', '[ 98 - 106 ]'],
            ['Metabolite Values'],
            ['cGlu', '8.2', 'mmol/L', '[ 3.9 - 5.8 ]'],
          ],
        }),
      ],
      [
        ['pCO2', 7.9, 'kPa', 4.67, 6, 'high'],
        ['cCl-', 104, 'mmol/L', 98, 106, 'normal'],
        ['cGlu', 8.2, 'mmol/L', 3.9, 5.8, 'high'],
      ],
    );
  });
});
