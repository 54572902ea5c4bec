import { describe, expect, it } from '@jest/globals';

import { expectRows, readPages } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

describe('what is not a result', () => {
  it('invents nothing from prose, interpretation tables, addresses and signatures', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Lab No. : 439854467', null, 'Age : 30 Years', null],
            ['Collected : 14/5/2023 11:03:00AM', null, 'Tel : 011 4988 5050', null],
            ['Test', 'Result', 'Unit', 'Reference Range'],
            ['Potassium', '5.9', 'mmol/L', '3.5 - 5.1'],
            ['Note', null, null, null],
            ['1. Values above 400 mg/dL need to be confirmed when triglyceride level is > 400 mg/dL.'],
            ['Interpretation', null, null, null],
            ['Normal', '< 5.7', '%', null],
            ['Prediabetes', '5.7 - 6.4', '%', null],
            ['Diabetes', '>= 6.5', '%', null],
            ['Dr A. Sample', 'Dr B. Sample', 'Dr C. Sample', 'Dr D. Sample'],
            ['MD, Pathology', 'MD, Biochemistry', 'Consultant', 'Director'],
            ['Page 1 of 2', null, null, '12/05/2023 10:30'],
          ],
        }),
      ],
      [['Potassium', 5.9, 'mmol/L', 3.5, 5.1, 'high']],
    );
  });

  it('keeps a watermark and double printing out of the rows', async () => {
    const table = grid({
      columns: [40, 240, 330, 430],
      rows: [
        ['Test', 'Result', 'Unit', 'Reference Range'],
        ['Potassium', '5.9', 'mmol/L', '3.5 - 5.1'],
      ],
    });
    const bold = table.map((cell) => ({ ...cell, x: cell.x + 0.3 }));
    const watermark = { x: 150, y: 200, text: 'SPECIMEN 12.5 g/dL', rotate: -45, size: 40 };
    await expectRows([[...table, ...bold, watermark]], [['Potassium', 5.9, 'mmol/L', 3.5, 5.1, 'high']]);
  });
});

describe('doubt', () => {
  it('asks for review where the mark contradicts the interval', async () => {
    const [sodium] = await readPages(
      grid({
        columns: [40, 240, 290, 350, 430],
        rows: [
          ['Test', 'Result', 'Flag', 'Unit', 'Range'],
          ['Sodium', '140', 'H', 'mmol/L', '135-145'],
        ],
      }),
    );
    expect(sodium).toMatchObject({ flag: 'normal', lab_flag: 'H', needs_review: true });
    expect(sodium?.reasons[0]).toMatch(/contradicts/);
  });

  it('keeps an unreadable value as text and asks for review', async () => {
    const [sodium] = await readPages(
      grid({
        columns: [40, 240, 330, 430],
        rows: [
          ['Test', 'Result', 'Unit', 'Range'],
          ['Sodium', '1O4.3.2', 'mmol/L', '135-145'],
        ],
      }),
    );
    expect(sodium).toMatchObject({ value: null, value_text: '1O4.3.2', flag: 'unknown', needs_review: true });
  });

  it('does not read a superscript footnote as a digit', async () => {
    const [sodium] = await readPages([
      ...grid({
        columns: [40, 240, 330, 430],
        rows: [
          ['Test', 'Result', 'Unit', 'Range'],
          ['Sodium', '140', 'mmol/L', '135-145'],
        ],
      }),
      { x: 255.2, y: 116, text: '1', size: 5 },
    ]);
    expect(sodium).toMatchObject({ value: 140, flag: 'normal', needs_review: false });
  });

  it('reads raised exponents of units', async () => {
    const [wbc] = await readPages([
      ...grid({
        columns: [40, 240, 430],
        rows: [
          ['Test', 'Result', 'Range'],
          ['WBC', '6.2', '4-11'],
        ],
      }),
      { x: 300, y: 100, text: 'Unit' },
      { x: 300, y: 118, text: '10' },
      { x: 310.1, y: 116, text: '3', size: 5.5 },
      { x: 313.4, y: 118, text: '/µL' },
    ]);
    expect(wbc).toMatchObject({ value: 6.2, unit: '10³/µL', ucum_unit: '10*3/uL', flag: 'normal' });
  });
});

describe('hostile text', () => {
  it('comes to an end on long lines that look like results at every word, and makes no result of them', async () => {
    const words = Array.from({ length: 70 }, (_, index) =>
      index % 3 === 0 ? 'high' : index % 3 === 1 ? '1 - 2' : 'mg/dL',
    );
    const page = grid({
      columns: [2],
      size: 2,
      lineHeight: 4,
      rows: Array.from({ length: 60 }, () => [words.join(' ')]),
    });
    expect(await readPages(page)).toEqual([]);
  });
});
