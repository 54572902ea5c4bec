import { describe, it } from '@jest/globals';

import { expectRows, THREE_ROWS } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

describe('lines without headings', () => {
  it('reads label, colon, value, unit and a range in brackets', async () => {
    await expectRows(
      [
        grid({
          columns: [60],
          rows: [
            ['Patient: J. Sample, Age: 51 years, BP 120/80 mmHg'],
            ['Hemoglobin: 11.2 g/dL (13.0-17.0)'],
            ['Sodium: 140 mmol/L (Ref: 135-145)'],
            ['Potassium: 5.9 mmol/L [3.5 - 5.1] H'],
            ['Phone: 555 0100'],
            ['Weight: 70 kg'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads columns without headings and single-spaced lines of known names', async () => {
    await expectRows(
      [
        [
          ...grid({
            columns: [40, 'r260', 280, 380],
            rows: [
              ['Hemoglobin', '11.2', 'g/dL', '13.0-17.0'],
              ['Sodium', '140', 'mmol/L', '135-145'],
            ],
          }),
          { x: 40, y: 200, text: 'Potassium 5.9 mmol/L 3.5-5.1' },
        ],
      ],
      THREE_ROWS,
    );
  });

  it('reads two results on one line', async () => {
    await expectRows(
      [
        grid({
          columns: [30, 120, 160, 220, 330, 420, 460, 520],
          rows: [
            ['Hemoglobin', '11.2', 'g/dL', '13.0-17.0', 'Sodium', '140', 'mmol/L', '135-145'],
            ['Potassium', '5.9', 'mmol/L', '3.5-5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads dotted leaders', async () => {
    await expectRows(
      [
        grid({
          columns: [40],
          rows: [
            ['Hemoglobin ........ 11.2 g/dL (13.0 - 17.0)'],
            ['Sodium ............ 140 mmol/L (135 - 145)'],
            ['Potassium ......... 5.9 mmol/L (3.5 - 5.1)'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });
});

describe('other layouts', () => {
  it('reads cards of labelled lines', async () => {
    await expectRows(
      [
        grid({
          columns: [40],
          rows: [
            ['HEMOGLOBIN'],
            ['Normal range: 13.0 - 17.0 g/dL'],
            ['11.2'],
            [''],
            ['Sodium'],
            ['Result: 140 mmol/L'],
            ['Reference: 135 - 145'],
          ],
        }),
      ],
      [
        ['HEMOGLOBIN', 11.2, 'g/dL', 13, 17, 'low'],
        ['Sodium', 140, 'mmol/L', 135, 145, 'normal'],
      ],
    );
  });

  it('reads headings stacked over several lines', async () => {
    const columns = [40, 220, 300, 400];
    await expectRows(
      [
        [
          ...grid({
            columns,
            lineHeight: 11,
            rows: [
              ['Test', 'Result', 'Unit', 'Biological'],
              ['Name', null, null, 'Reference'],
              [null, null, null, 'Interval'],
            ],
          }),
          ...grid({
            columns,
            top: 150,
            rows: [
              ['Hemoglobin', '11.2', 'g/dL', '13.0-17.0'],
              ['Sodium', '140', 'mmol/L', '135-145'],
              ['Potassium', '5.9', 'mmol/L', '3.5-5.1'],
            ],
          }),
        ],
      ],
      THREE_ROWS,
    );
  });

  it('reads a French report without a heading over the names, thousands in groups and earlier values', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 230, 290, 350, 470],
          rows: [
            [null, 'Résultats', 'Unités', 'Valeurs de référence', 'Antériorités'],
            ['Hémoglobine', '14,2', 'g/dL', '13,0 - 17,0', '14,0'],
            ['Leucocytes', '7 400', '/mm3', '4 000 - 10 000', '6 900'],
            ['Plaquettes', '145 000', '/mm3', '150 000 - 400 000', '230 000'],
          ],
        }),
      ],
      [
        ['Hémoglobine', 14.2, 'g/dL', 13, 17, 'normal'],
        ['Leucocytes', 7400, '/mm3', 4000, 10000, 'normal'],
        ['Plaquettes', 145000, '/mm3', 150000, 400000, 'low'],
      ],
    );
  });

  it('reads columns drawn with bars and lists on one line', async () => {
    await expectRows(
      [
        grid({
          columns: [40],
          font: 'Courier',
          rows: [
            ['| Test       | Result | Unit   | Range     |'],
            ['|------------|--------|--------|-----------|'],
            ['| Hemoglobin | 11.2   | g/dL   | 13.0-17.0 |'],
            ['| Sodium     | 140    | mmol/L | 135-145   |'],
            ['| Potassium  | 5.9    | mmol/L | 3.5-5.1   |'],
          ],
        }),
      ],
      THREE_ROWS,
    );
    await expectRows(
      [grid({ columns: [40], rows: [['Na 140 mmol/L, K 5.9 mmol/L, Cl 101 mmol/L']] })],
      [
        ['Na', 140, 'mmol/L', null, null, 'unknown'],
        ['K', 5.9, 'mmol/L', null, null, 'unknown'],
        ['Cl', 101, 'mmol/L', null, null, 'unknown'],
      ],
    );
  });

  it('reads exported text with single spaces everywhere', async () => {
    await expectRows(
      [
        grid({
          columns: [40],
          rows: [
            ['Test Result Unit Range'],
            ['Hemoglobin 11.2 g/dL 13.0-17.0'],
            ['Sodium 140 mmol/L 135-145'],
            ['Potassium 5.9 mmol/L 3.5-5.1 H'],
            ['CA 125 41 U/mL 0-35'],
          ],
        }),
      ],
      [...THREE_ROWS, ['CA 125', 41, 'U/mL', 0, 35, 'high']],
    );
  });

  it('reads marks stuck to values, bounds in words and footnotes', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 230, 310, 400],
          rows: [
            ['Test', 'Result', 'Units', 'Reference Range'],
            ['Platelets', '*140', '10*9/L', '(150 - 450)'],
            ['eGFR', '98', 'mL/min/1.73m2', '> OR = 60'],
            ['CHOL/HDLC RATIO', '3.1', null, '<5.0 (calc)'],
            ['Ferritin', '8.2 *', 'ng/mL', '13 - 150'],
            ['Immature Granulocytes', '0', '%', 'Not Estab.'],
          ],
        }),
      ],
      [
        ['Platelets', 140, '10*9/L', 150, 450, 'low'],
        ['eGFR', 98, 'mL/min/1.73m2', 60, null, 'normal'],
        ['CHOL/HDLC RATIO', 3.1, null, null, 5, 'normal'],
        ['Ferritin', 8.2, 'ng/mL', 13, 150, 'low'],
        ['Immature Granulocytes', 0, '%', null, null, 'unknown'],
      ],
    );
  });
});
