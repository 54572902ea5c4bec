import { describe, expect, it } from '@jest/globals';

import { expectRows, THREE_ROWS } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

describe('tables with headings', () => {
  it('reads name, result, units, reference with values set right', async () => {
    const cells = grid({
      columns: [40, 'r300', 330, 430],
      rows: [
        ['Investigation', null, 'Units', 'Biological Ref. Interval'],
        ['Hemoglobin', '11.2', 'g/dL', '13.0 - 17.0'],
        ['Sodium', '140', 'mmol/L', '135 - 145'],
        ['Potassium', '5.9', 'mmol/L', '3.5 - 5.1'],
      ],
    });
    await expectRows([[...cells, { x: 215, y: 100, text: 'Observed Value' }]], THREE_ROWS);
  });

  it('reads a flag column between value and unit, centred columns', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 'c240', 'c290', 'c350', 'c460'],
          rows: [
            ['TEST', 'RESULT', 'FLAG', 'UNITS', 'REFERENCE INTERVAL'],
            ['Hemoglobin', '11.2', 'L', 'g/dL', '13.0-17.0'],
            ['Sodium', '140', null, 'mmol/L', '135-145'],
            ['Potassium', '5.9', 'H', 'mmol/L', '3.5-5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
    expect(analytes.map((analyte) => analyte.lab_flag)).toEqual(['L', null, 'H']);
  });

  it('reads flags printed beside the value', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Test', 'Result', 'Unit', 'Normal Range'],
            ['Hemoglobin', '11.2 L', 'g/dL', '13.0 to 17.0'],
            ['Sodium', '140', 'mmol/L', '135 to 145'],
            ['Potassium', 'H 5.9', 'mmol/L', '3.5 to 5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
    expect(analytes.map((analyte) => analyte.lab_flag)).toEqual(['L', null, 'H']);
  });

  it('reads units before values and the range first', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 200, 300, 430],
          rows: [
            ['Parameter', 'Unit', 'Reference Range', 'Result'],
            ['Hemoglobin', 'g/dL', '13.0 – 17.0', '11.2'],
            ['Sodium', 'mmol/L', '135 – 145', '140'],
            ['Potassium', 'mmol/L', '3.5 – 5.1', '5.9'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads In Range and Out of Range columns', async () => {
    const analytes = await expectRows(
      [
        grid({
          columns: [40, 200, 290, 390, 520],
          rows: [
            ['Test Name', 'In Range', 'Out Of Range', 'Reference Range', 'Lab'],
            ['Hemoglobin', null, '11.2 L', '13.0-17.0 g/dL', 'EN'],
            ['Sodium', '140', null, '135-145 mmol/L', 'EN'],
            ['Potassium', null, '5.9 H', '3.5-5.1 mmol/L', 'EN'],
          ],
        }),
      ],
      THREE_ROWS,
    );
    expect(analytes.map((analyte) => analyte.lab_flag)).toEqual(['L', null, 'H']);
  });

  it('reads low and high bounds in columns of their own', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 220, 300, 380, 460],
          rows: [
            ['Component', 'Value', 'Low', 'High', 'Units'],
            ['Hemoglobin', '11.2', '13.0', '17.0', 'g/dL'],
            ['Sodium', '140', '135', '145', 'mmol/L'],
            ['Potassium', '5.9', '3.5', '5.1', 'mmol/L'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('takes the current of several results and leaves earlier ones', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 180, 270, 370, 450],
          rows: [
            ['Tests', 'Current Result', 'Previous Result', 'Units', 'Reference Interval'],
            ['Hemoglobin', '11.2', '12.8', 'g/dL', '13.0-17.0'],
            ['Sodium', '140', '138', 'mmol/L', '135-145'],
            ['Potassium', '5.9', '4.4', 'mmol/L', '3.5-5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('takes the newest of dated columns', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 180, 270, 370, 450],
          rows: [
            ['Test', '03/11/2023', '17/02/2024', 'Unit', 'Range'],
            ['Hemoglobin', '12.8', '11.2', 'g/dL', '13.0-17.0'],
            ['Sodium', '138', '140', 'mmol/L', '135-145'],
            ['Potassium', '4.4', '5.9', 'mmol/L', '3.5-5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads two tables side by side', async () => {
    await expectRows(
      [
        grid({
          columns: [30, 110, 150, 200, 310, 390, 430, 490],
          size: 8,
          rows: [
            ['Test', 'Result', 'Units', 'Range', 'Test', 'Result', 'Units', 'Range'],
            ['Hemoglobin', '11.2', 'g/dL', '13.0-17.0', 'Potassium', '5.9', 'mmol/L', '3.5-5.1'],
            ['Sodium', '140', 'mmol/L', '135-145', null, null, null, null],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads a numbered table with a method column', async () => {
    await expectRows(
      [
        grid({
          columns: [30, 60, 190, 250, 320, 440],
          rows: [
            ['S.No', 'Test Name', 'Result', 'Unit', 'Method', 'Ref. Range'],
            ['1', 'Hemoglobin', '11.2', 'g/dL', 'SLS', '13.0-17.0'],
            ['2', 'Sodium', '140', 'mmol/L', 'ISE', '135-145'],
            ['3', 'Potassium', '5.9', 'mmol/L', 'ISE Indirect', '3.5-5.1'],
          ],
        }),
      ],
      THREE_ROWS,
    );
  });

  it('reads German reports with decimal commas', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 220, 300, 400],
          rows: [
            ['Untersuchung', 'Ergebnis', 'Einheit', 'Referenzbereich'],
            ['Hämoglobin', '11,2', 'g/dL', '13,0 - 17,0'],
            ['Natrium', '140', 'mmol/L', '135 - 145'],
            ['Kalium', '5,9', 'mmol/L', '3,5 - 5,1'],
          ],
        }),
      ],
      [
        ['Hämoglobin', 11.2, 'g/dL', 13, 17, 'low'],
        ['Natrium', 140, 'mmol/L', 135, 145, 'normal'],
        ['Kalium', 5.9, 'mmol/L', 3.5, 5.1, 'high'],
      ],
    );
  });

  it('reads monospaced reports whose columns are spaces', async () => {
    const line = (a: string, b: string, c: string, d: string): string =>
      a.padEnd(24) + b.padEnd(10) + c.padEnd(12) + d;
    const rows = [
      line('TEST', 'RESULT', 'UNITS', 'REF RANGE'),
      line('Hemoglobin', '11.2 L', 'g/dL', '13.0-17.0'),
      line('Sodium', '140', 'mmol/L', '135-145'),
      line('Potassium', '5.9 H', 'mmol/L', '3.5-5.1'),
    ];
    await expectRows([grid({ columns: [40], rows: rows.map((row) => [row]), font: 'Courier' })], THREE_ROWS);
  });
});
