import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { expectRows, readPages, THREE_ROWS } from './testing/expect-rows.js';
import { grid, type PlacedCell } from './testing/lay-out.js';

describe('what stands beside a result', () => {
  it('never joins an earlier value to the interval before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 999 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 100, max: 999 }),
        async (low, width, earlier) => {
          const high = low + width;
          const row = ['Plaquettes', '251', 'G/L', `${low} à ${high}`, String(earlier)];
          const [analyte] = await readPages(grid({ columns: [40, 200, 260, 320, 440], rows: [row] }));
          expect(analyte?.reference).toMatchObject({ low, high });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('reads G/L by what is counted or weighed', async () => {
    const analytes = await readPages(
      grid({
        columns: [40, 200, 260, 320],
        rows: [
          ['Leucocytes', '7,40', 'G/L', '4,00 à 11,00'],
          ['Hématies', '4,85', 'T/L', '4,28 à 6,00'],
          ['ALBUMINE', '41,2', 'G/L', '35,0 à 52,0'],
        ],
      }),
    );
    expect(analytes.map((analyte) => [analyte.ucum_unit, analyte.needs_review])).toEqual([
      ['10*9/L', false],
      ['10*12/L', false],
      ['g/L', false],
    ]);
  });

  it('tells raised digits from results', async () => {
    const raised = (x: number, y: number, text: string): PlacedCell => ({ x, y, text, size: 7.4 });
    const page = [
      ...grid({
        columns: [40, 240, 330, 430],
        rows: [
          ['Test', 'Result', 'Unit', 'Reference'],
          ['Sodium', '140', 'mmol/L', '135 - 145'],
          ['Platelets', '251', '10', '150 - 400'],
        ],
      }),
      raised(73, 115.5, '1'),
      raised(340.3, 133.5, '9'),
      { x: 344.8, y: 136, text: '/L', size: 9 },
    ];
    await expectRows(
      [page],
      [
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
        ['Platelets', 251, '10⁹/L', 150, 400, 'normal'],
      ],
    );
  });

  it.each([
    ['(A)', '(B)'],
    ['Y', 'D'],
    ['H', 'T'],
    ['+', '-'],
  ])('reads the marks %s and %s behind values', async (high, low) => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference'],
            ['Hemoglobin', `11.2 ${low}`, 'g/dL', '13.0-17.0'],
            ['Sodium', '140', 'mmol/L', '135-145'],
            ['Potassium', `5.9 ${high}`, 'mmol/L', '3.5-5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('takes a sign apart from its number for the mark, and marks it where it contradicts the interval', async () => {
    const rows = [
      ['Kreatinin', '+ 1.22', 'mg/dl', '0.51-0.95'],
      ['Basenexzess', '- 1.4', 'mmol/l', '-2.0 - 3.0'],
    ];
    const head = ['Untersuchung', 'Ergebnis', 'Einheit', 'Normbereich'];
    const analytes = await readPages(grid({ columns: [40, 240, 330, 430], rows: [head, ...rows] }));
    expect(analytes.map((analyte) => [analyte.value, analyte.needs_review])).toEqual([
      [1.22, false],
      [1.4, true],
    ]);
  });
});

describe('order and place of parts', () => {
  it('reads the interval first and the result last', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 150, 260, 'r370'],
          rows: [
            ['Hemoglobin', '13.0 - 17.0', 'g/dL', '11.2'],
            ['Sodium', '135 - 145', 'mmol/L', '140'],
            ['Potassium', '3.5 - 5.1', 'mmol/L', '5.9'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('takes the first of two values without headings, and asks which is the current one', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 150, 220, 290, 360],
          rows: [
            ['Hemoglobin', '11.2 L', '11.9', 'g/dL', '13.0 - 17.0'],
            ['Sodium', '140 mmol/L', '138', '135 - 145'],
            ['Potassium', 'H', '5.9', '5.2 mmol/L', '3.5 - 5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
    for (const { reasons } of analytes) expect(reasons.join()).toContain('Two values stand side by side');
  });

  it('reads panels side by side without headings', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 110, 160, 210, 320, 390, 440, 490],
          rows: [
            ['Hemoglobin', '11.2 L', 'g/dL', '(13-17)', 'Sodium', '140', 'mmol/L', '(135-145)'],
            ['Potassium', '5.9 H', 'mmol/L', '(3.5-5.1)', 'ALT', '20', 'U/L', '(9-46)'],
          ],
        }),
      ],
      [...THREE_ROWS, ['ALT', 20, 'U/L', 9, 46, 'normal']],
    );
  });

  it('joins a name that is set one word to a line', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 120, 180, 240],
          lineHeight: 11,
          rows: [
            ['Test', 'Result', 'Unit', 'Range'],
            ['Mean', '33.1', 'g/dL', '31.5 - 34.5'],
            ['Corpuscular'],
            ['Haemoglobin'],
            ['Concentration'],
            [],
            ['Platelet', '1,42,000', '/cumm', '1,50,000 -'],
            ['Count', null, null, '4,50,000'],
          ],
        }),
      ],
      [
        ['Mean Corpuscular Haemoglobin Concentration', 33.1, 'g/dL', 31.5, 34.5, 'normal'],
        ['Platelet Count', 142000, '/cumm', 150000, 450000, 'low'],
      ],
    );
  });

  it.each(['middle', 'bottom'])(
    'joins a name around a result that is set to the %s of its row',
    async (place) => {
      const columns = [40, 160, 220, 300];
      const row = (top: number, words: string[], result: string[]): PlacedCell[] => {
        const line = place === 'middle' ? (words.length - 1) / 2 : words.length - 1;
        return [
          ...grid({ columns, top, lineHeight: 10.5, rows: words.map((word) => [word]) }),
          ...grid({ columns, top: top + line * 10.5, rows: [[null, ...result]] }),
        ];
      };
      await expectRows(
        [
          [
            ...grid({ columns, top: 80, rows: [['Test', 'Result', 'Unit', 'Reference']] }),
            ...row(105, ['Thyroid', 'Stimulating', 'Hormone'], ['2.14', 'µIU/mL', '0.55 - 4.78']),
            ...row(150, ['Gamma Glutamyl', 'Transferase'], ['81', 'U/L', '< 60']),
            ...row(185, ['Sodium'], ['140', 'mmol/L', '135 - 145']),
          ],
        ],
        [
          ['Thyroid Stimulating Hormone', 2.14, 'µIU/mL', 0.55, 4.78, 'normal'],
          ['Gamma Glutamyl Transferase', 81, 'U/L', null, 60, 'high'],
          ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
        ],
      );
    },
  );

  it('never takes the rest of a wrapped reference for a result', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 160, 220, 300],
          lineHeight: 11,
          rows: [
            ['Test', 'Result', 'Unit', 'Reference'],
            ['25-Hydroxy', '18.2', 'ng/mL', 'Deficient: < 20'],
            ['Vitamin D', null, null, 'Sufficient: 30 - 100'],
            [],
            ['Platelet', '1,42,000', '/cumm', '1,50,000 -'],
            ['Count', null, null, '4,50,000'],
          ],
        }),
      ],
      [
        ['25-Hydroxy Vitamin D', 18.2, 'ng/mL', 30, 100, 'low'],
        ['Platelet Count', 142000, '/cumm', 150000, 450000, 'low'],
      ],
    );
    expect(analytes).toHaveLength(2);
  });

  it('reads blocks in which only result and range are labelled', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 320],
          lineHeight: 13,
          rows: [
            ['GLICOSE'],
            ['Material: Soro'],
            ['Método: Enzimático'],
            ['Resultado: 101 mg/dL', 'Valor de referência:'],
            [null, '70 a 99 mg/dL'],
            [],
            ['Sodium'],
            ['Normal range: 135 - 145 mmol/L'],
            ['Value'],
            ['140'],
          ],
        }),
      ],
      [
        ['GLICOSE', 101, 'mg/dL', 70, 99, 'high'],
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
      ],
    );
  });

  it('keeps a labelled result without a name among the unread lines', async () => {
    const { analyzeLabReport } = await import('./analyze-lab-report.js');
    const { makePdf } = await import('./testing/lay-out.js');
    const bytes = await makePdf(grid({ columns: [40], rows: [['Resultado: 5,6 mg/dL']] }));
    const { report } = await analyzeLabReport({ bytes, query: 'Summarise', filename: 'report.pdf' });
    expect(report.analytes).toEqual([]);
    expect(report.unread.map(({ text }) => text)).toEqual(['Resultado: 5,6 mg/dL']);
  });
});

describe('what no laboratory measured', () => {
  it('leaves vital signs and habits out of a table of results', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Parameter', 'Value', 'Unit', 'Normal Range'],
            ['O/E - weight', '72.5', 'kg', null],
            ['Presión arterial', '128', 'mmHg', '90 - 120'],
            ['Body temperature', '36.8', '°C', '36.1 - 37.2'],
            ['Waist circumference', '94', 'cm', '< 90'],
            ['Alcohol consumption', '8', 'U/week', null],
            ['Sodium', '140', 'mmol/L', '135-145'],
          ],
        }),
      ],
      [['Sodium', 140, 'mmol/L', 135, 145, 'normal']],
    );
  });
});
