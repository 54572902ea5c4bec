import { describe, expect, it } from '@jest/globals';

import { expectRows, readPages, type ExpectedRow } from './testing/expect-rows.js';
import { grid, type Grid, type PlacedCell } from './testing/lay-out.js';

type Printed = Grid['rows'];

const PATIENT: PlacedCell = { x: 40, y: 40, text: 'Sex: Male   Age: 44 Years' };

async function expectTable(columns: Grid['columns'], rows: Printed, expected: ExpectedRow[]): Promise<void> {
  await expectRows([[PATIENT, ...grid({ columns, rows, size: 8, lineHeight: 13 })]], expected);
}

describe('references in a column for each kind of people', () => {
  const rows: Printed = [
    ['Test', 'Result', 'Units', 'Male', 'Female'],
    ['Haemoglobin', '13.1', 'g/dL', '13.5 - 17.5', '12.0 - 15.5'],
    ['Platelets', '288', '10^3/µL', '150 - 450', '150 - 450'],
  ];
  const columns = [40, 200, 250, 320, 420];

  it('give the one for the patient', async () => {
    await expectTable(columns, rows, [
      ['Haemoglobin', 13.1, 'g/dL', 13.5, 17.5, 'low'],
      ['Platelets', 288, '10^3/µL', 150, 450, 'normal'],
    ]);
  });

  it('give none for a patient who is not known, unless they are the same', async () => {
    const [haemoglobin, platelets] = await readPages(grid({ columns, rows, size: 8 }));
    expect(haemoglobin).toMatchObject({ value: 13.1, flag: 'unknown', needs_review: true });
    expect(haemoglobin?.reference).toMatchObject({ low: null, high: null });
    expect(platelets).toMatchObject({ flag: 'normal', needs_review: false });
  });

  it('may stand under units that are repeated for each', async () => {
    await expectTable(
      [40, 'r180', 'r240', 270, 330, 410, 470],
      [
        [null, 'Resultado', null, 'Adultos', null, 'Crianças (Menores de 8 anos)'],
        [null, '%', '/mm3', '%', '/mm3', '%', '/mm3'],
        ['Leucócitos', null, '8.140', '100', '3.600 a 11.000', '100', '4.000 a 14.000'],
        ['Segmentados', '78,0', '6.349', '40,0-70,0', '1.480 a 7.700', '30,0-64,0', '1.200 a 9.600'],
        ['Monócitos', '7', '570', '3-14', '37 a 1.500', '3-14', '40 a 1.700'],
      ],
      [
        ['Segmentados', 78, '%', 40, 70, 'high'],
        ['Monócitos', 7, '%', 3, 14, 'normal'],
        ['Leucócitos', 8140, '/mm3', 3600, 11000, 'normal'],
        ['Segmentados', 6349, '/mm3', 1480, 7700, 'normal'],
        ['Monócitos', 570, '/mm3', 37, 1500, 'normal'],
      ],
    );
  });

  it('are doubted on lines without headings', async () => {
    const [row] = await readPages(
      grid({
        columns: [40, 200, 290, 390],
        rows: [['Haemoglobin', '13.1 g/dL', '13.5 - 17.5', '12.0 - 15.5']],
      }),
    );
    expect(row).toMatchObject({ name: 'Haemoglobin', value: 13.1, needs_review: true });
  });
});

it('a part and a count with their intervals behind both keep their own', async () => {
  await expectTable(
    [40, 200, 260, 340, 430],
    [
      ['Leucograma', '%', '/µL', 'Valor de Referência'],
      ['Neutrófilos', '43,5 %', '1.627 /µL', '40,0 a 80,0 %', '1.800 a 7.800 /µL'],
      ['Linfócitos', '47,0 %', '1.758 /µL', '20,0 a 40,0 %', '1.000 a 3.000 /µL'],
    ],
    [
      ['Neutrófilos', 43.5, '%', 40, 80, 'normal'],
      ['Linfócitos', 47, '%', 20, 40, 'high'],
      ['Neutrófilos', 1627, '/µL', 1800, 7800, 'low'],
      ['Linfócitos', 1758, '/µL', 1000, 3000, 'normal'],
    ],
  );
});

it('a bracket alone is no name: the result above is said again in another unit', async () => {
  await expectTable(
    [40, 'r260', 268, 340],
    [
      ['GLYCEMIE A JEUN', '0,98', 'g/L', '(0,74 à 1,06)'],
      ['(Hexokinase - Analyseur)', '5,44', 'mmol/L', '(4,10 à 5,90)'],
      ['CREATININE', '6,9', 'mg/L', '(5,7 à 11,1)'],
    ],
    [
      ['GLYCEMIE A JEUN', 0.98, 'g/L', 0.74, 1.06, 'normal'],
      ['GLYCEMIE A JEUN', 5.44, 'mmol/L', 4.1, 5.9, 'normal'],
      ['CREATININE', 6.9, 'mg/L', 5.7, 11.1, 'normal'],
    ],
  );
});

it('a number in brackets behind the value is another one, and a person must look', async () => {
  const rows = await readPages(
    grid({
      columns: [40, 200, 270, 350],
      rows: [
        ['Test', 'Result', 'Unit', 'Reference Range'],
        ['Sodium', '131 (138)', 'mmol/L', '136 - 145'],
      ],
    }),
  );
  expect(rows).toMatchObject([{ value: 131, value_text: '131', flag: 'low', needs_review: true }]);
});

it('what was seen in a smear is a result in words', async () => {
  await expectTable(
    [40, 200],
    [
      ['Test', 'Result'],
      ['RBC Morphology:', 'Microcytic hypochromic'],
      ['WBC Morphology:', 'Within normal limits'],
      ['Ferritin', 'In progress'],
    ],
    [
      ['RBC Morphology', 'Microcytic hypochromic', null, null, null, 'unknown'],
      ['WBC Morphology', 'Within normal limits', null, null, null, 'unknown'],
      ['Ferritin', 'In progress', null, null, null, 'unknown'],
    ],
  );
});

it('the steps of a scale are no results', async () => {
  await expectTable(
    [40, 200, 270, 350, 440],
    [
      ['Test Name', 'Result', 'Unit', 'Bio. Ref. Range', 'Method'],
      ['TRIGLYCERIDES', '88', 'mg/dL', '<150', 'GPO-POD'],
      ['GGT ,', '44', 'U/L', '<38', 'IFCC'],
      [null],
      [null, 'Desirable', 'Borderline High', 'High', 'Very High'],
      ['TOTAL CHOLESTEROL', '< 200', '200 - 239', '>= 240'],
      ['TRIGLYCERIDES', '<150', '150 - 199', '200 - 499', '>= 500'],
      ['HDL CHOLESTEROL', '>= 60', '40 - 60', '< 40'],
    ],
    [
      ['TRIGLYCERIDES', 88, 'mg/dL', null, 150, 'normal'],
      ['GGT ,', 44, 'U/L', null, 38, 'high'],
    ],
  );
});

describe('earlier results', () => {
  it('may stand under a heading that begins like that of the result', async () => {
    await expectTable(
      [40, 180, 220, 300, 420],
      [
        ['Esame', 'Esito', 'U.M.', 'Intervalli di riferimento', 'Esito precedente'],
        ['Glucosio', '112', 'mg/dL', '[ 65 - 110 ]', '104 (12/09/24)'],
        ['Creatinina', '0,78', 'mg/dL', '[ 0,50 - 1,00 ]', '0,75 (12/09/24)'],
      ],
      [
        ['Glucosio', 112, 'mg/dL', 65, 110, 'high'],
        ['Creatinina', 0.78, 'mg/dL', 0.5, 1, 'normal'],
      ],
    );
  });

  it('keep their dates out of the units beside them', async () => {
    await expectTable(
      [40, 180, 270, 320, 395, 460],
      [
        ['Test', 'Current Result and Flag', 'Previous Result and Date', null, 'Units', 'Reference Interval'],
        ['Hemoglobin', '12.1', '13.8', '11/23/2022', 'g/dL', '13.0-17.7'],
        ['Sodium', '140', '141', '11/23/2022', 'mmol/L', '134-144'],
      ],
      [
        ['Hemoglobin', 12.1, 'g/dL', 13, 17.7, 'low'],
        ['Sodium', 140, 'mmol/L', 134, 144, 'normal'],
      ],
    );
  });
});

it('marks may be told in words about the limit', async () => {
  const rows = await readPages(
    grid({
      columns: [40],
      rows: [
        ['Serum potassium level: 5.6 mmol/L [3.5 - 5.3] Above high reference limit'],
        ['Haemoglobin concentration: 109 g/L [115.0 - 165.0] Below low reference limit'],
      ],
    }),
  );
  expect(rows.map(({ value, flag, needs_review }) => [value, flag, needs_review])).toEqual([
    [5.6, 'high', false],
    [109, 'low', false],
  ]);
});

it('a label and its value may be set without a space, and references are labelled in other languages too', async () => {
  const rows = [
    ['COLESTEROL TOTAL..:214 mg/dL'],
    ['TRIGLICÉRIDES.....:133,5 mg/dL'],
    ['CAPACIDADE TOTAL DE LIGACAO DE FERRO 428 µg/dL'],
    ['Método: Cromazurol'],
    ['Valor de referência:'],
    ['250 a 425 µg/dL'],
  ];
  await expectRows(
    [grid({ columns: [40], rows })],
    [
      ['COLESTEROL TOTAL', 214, 'mg/dL', null, null, 'unknown'],
      ['TRIGLICÉRIDES', 133.5, 'mg/dL', null, null, 'unknown'],
      ['CAPACIDADE TOTAL DE LIGACAO DE FERRO', 428, 'µg/dL', 250, 425, 'high'],
    ],
  );
});

it('cards of a portal may stand beside each other', async () => {
  await expectTable(
    [40, 320],
    [
      ['WBC', 'Hemoglobin'],
      ['Normal range: 3.4 - 10.8 x10E3/uL', 'Normal range: 13.0 - 17.7 g/dL'],
      ['14.2 High', '15.0'],
      [null],
      ['Protein, UA', 'Platelets'],
      ['Normal value: Negative', 'Normal range: 150 - 450 x10E3/uL'],
      ['Value', '121 Low'],
      ['Negative'],
    ],
    [
      ['WBC', 14.2, 'x10E3/uL', 3.4, 10.8, 'high'],
      ['Protein, UA', 'Negative', null, null, null, 'normal'],
      ['Hemoglobin', 15, 'g/dL', 13, 17.7, 'normal'],
      ['Platelets', 121, 'x10E3/uL', 150, 450, 'low'],
    ],
  );
});

describe('numbers', () => {
  it('may all have four decimals, and an abbreviation may stand before the name', async () => {
    await expectTable(
      [40, 90, 220, 270, 320, 380],
      [
        ['Zkr.', 'Analyte', 'Result', 'Flag', 'Jedn.', 'Reference Range'],
        ['URE', 'urea', '4,9000', null, 'mmol/l', '( 2,5000 - 6,4000 )'],
        ['KREA', 'kreatinin', '88,0000', 'H', 'µmol/l', '( 44,0000 - 80,0000 )'],
      ],
      [
        ['urea', 4.9, 'mmol/l', 2.5, 6.4, 'normal'],
        ['kreatinin', 88, 'µmol/l', 44, 80, 'high'],
      ],
    );
  });

  it('of an interval may be padded with zeros or stand under "from" and "to"', async () => {
    await expectTable(
      [40, 200, 260, 330, 400],
      [
        ['Test', 'Result', 'Unit', 'From', 'To'],
        ['Basophils', '1', '%', '0', '2'],
        ['ALT', '31', 'U/L', null, '35'],
      ],
      [
        ['Basophils', 1, '%', 0, 2, 'normal'],
        ['ALT', 31, 'U/L', null, 35, 'normal'],
      ],
    );
    const [padded] = await readPages(
      grid({
        columns: [40, 200, 260, 330],
        rows: [
          ['Test', 'Result', 'Unit', 'Reference Value'],
          ['Basophils', '3', '%', '00 - 02'],
        ],
      }),
    );
    expect(padded).toMatchObject({ reference: { low: 0, high: 2 }, flag: 'high', needs_review: false });
  });

  it('in thousands may have points between all groups', async () => {
    await expectTable(
      [40, 200, 280, 340],
      [
        ['Hematíes', '4.310.000', '/mm3', '4.000.000 - 5.200.000'],
        ['Hemoglobina', '11,6', 'g/dl', '12,0 - 16,0'],
        ['Hematocrito', '36,4', '%', '36,0 - 46,0'],
      ],
      [
        ['Hematíes', 4310000, '/mm3', 4000000, 5200000, 'normal'],
        ['Hemoglobina', 11.6, 'g/dl', 12, 16, 'low'],
        ['Hematocrito', 36.4, '%', 36, 46, 'normal'],
      ],
    );
  });
});

it('a name may go on in the next line with a comma', async () => {
  await expectTable(
    [40, 240, 300, 360],
    [
      ['Test Name', 'Result', 'Unit', 'Bio. Ref. Range'],
      ['GAMMA GLUTAMYL TRANSPEPTIDASE (GGT)', '44', 'U/L', '<38'],
      [', SERUM'],
    ],
    [['GAMMA GLUTAMYL TRANSPEPTIDASE (GGT) , SERUM', 44, 'U/L', null, 38, 'high']],
  );
});

describe('a judgement beside a name', () => {
  it('is the mark of the card below it', async () => {
    await expectTable(
      [40, 480],
      [
        ['Fasting Glucose', 'High'],
        ['118 mg/dL'],
        ['Reference: 70 - 99 mg/dL'],
        [null],
        ['Hemoglobin', 'Normal'],
        ['13.4 g/dL'],
        ['Reference: 12.0 - 15.5 g/dL'],
      ],
      [
        ['Fasting Glucose', 118, 'mg/dL', 70, 99, 'high'],
        ['Hemoglobin', 13.4, 'g/dL', 12, 15.5, 'normal'],
      ],
    );
  });

  it('is no result that needs no review where a number belongs', async () => {
    const rows = await readPages(
      grid({
        columns: [40, 200],
        rows: [
          ['Test', 'Result'],
          ['Hemoglobin', 'Normal'],
        ],
      }),
    );
    expect(rows).toMatchObject([{ name: 'Hemoglobin', value: null, needs_review: true }]);
  });
});
