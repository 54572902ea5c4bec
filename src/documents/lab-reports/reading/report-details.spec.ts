import { describe, expect, it } from '@jest/globals';

import { readPdf } from '../../text/pdf-text.js';
import { grid, makePdf } from '../testing/lay-out.js';
import { readDetails, type ReportDetails } from './report-details.js';

async function details(
  rows: (string | null)[][],
  columns: number[] = [40, 120, 300, 400],
): Promise<ReportDetails> {
  return readDetails(await readPdf(await makePdf(grid({ columns, rows }))));
}

describe('readDetails', () => {
  it('reads labelled fields in cells of their own', async () => {
    const found = await details([
      ['Age', ': 30 Years', 'Gender', ': Male'],
      ['Collected', ': 14/5/2023 11:03:00AM', 'Reported', ': 16/5/2023 1:36:25PM'],
      ['Processed at', ': Example Reference Laboratory'],
    ]);
    expect(found).toEqual({
      age: 30,
      sex: 'male',
      collectedAt: '2023-05-14T11:03:00',
      reportedAt: '2023-05-16T13:36:25',
      laboratory: 'Example Reference Laboratory',
    });
  });

  it('reads several fields in one line of text', async () => {
    const found = await details([['Patient Name: Alex Example Age/Sex: 45 Y / F Collected: 20.03.2024']]);
    expect(found).toEqual({ age: 45, sex: 'female', collectedAt: '2024-03-20' });
  });

  it('leaves out what is not certain', async () => {
    const found = await details([
      ['Collected:', '03/04/2024'],
      ['Age:', '8 months'],
      ['Sex:', 'unknown'],
    ]);
    expect(found).toEqual({});
  });
});
