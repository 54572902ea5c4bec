import { describe, expect, it } from '@jest/globals';
import { readTypedDocument } from '../read-typed-document.js';
import { drawLayout } from '../testing/draw-layout.js';
import type { GenericData } from './generic.js';

async function read(...lines: string[]): Promise<GenericData> {
  const bytes = await drawLayout(lines.join('\n'));
  const { extracted_data: data } = await readTypedDocument({
    bytes,
    filename: 'document.pdf',
    documentType: 'generic',
  });
  return data as GenericData;
}

describe('tables of any document', () => {
  it('keep their columns where cells are empty', async () => {
    const { tables } = await read(
      'Pos     Text              Qty      Each        Sum',
      '1       Consulting          4     90.00     360.00',
      '2       Travel              1     45.50      45.50',
      '        Net                                 405.50',
      '        Total                               486.60',
    );
    expect(tables).toEqual([
      {
        page: 1,
        rows: [
          ['Pos', 'Text', 'Qty', 'Each', 'Sum'],
          ['1', 'Consulting', '4', '90.00', '360.00'],
          ['2', 'Travel', '1', '45.50', '45.50'],
          ['', 'Net', '', '', '405.50'],
          ['', 'Total', '', '', '486.60'],
        ],
      },
    ]);
  });

  it('have heads that are set left over numbers that are set right', async () => {
    const { tables } = await read(
      'Article         Price                Sum',
      'Screws                    4.20               12.60',
      'Hinges                   12.00               24.00',
      'Hammers                  18.90               18.90',
    );
    expect(tables[0]?.rows.map((row) => row.length)).toEqual([3, 3, 3, 3]);
    expect(tables[0]?.rows[0]).toEqual(['Article', 'Price', 'Sum']);
  });

  it('end where other headings stand apart', async () => {
    const { tables } = await read(
      'Payments        Hours      Amount',
      'Basic pay      160.00    2,400.00',
      'Overtime         6.50      146.25',
      '',
      'Deductions     Period     To date',
      'Income tax     318.40      955.20',
      'Pension         79.39      238.17',
    );
    expect(tables.map(({ rows }) => rows.map(([first]) => first))).toEqual([
      ['Payments', 'Basic pay', 'Overtime'],
      ['Deductions', 'Income tax', 'Pension'],
    ]);
  });

  it('are not made of labels beside an address', async () => {
    const { tables, key_values: pairs } = await read(
      'Harbour Inn              Delivery note: DN-2207',
      '2 Quay Street            Ordered on: 02.03.2025',
      'Whitby                   Carrier: RoadRunner',
    );
    expect(tables).toEqual([]);
    expect(pairs.map(({ key, value }) => [key, value])).toEqual([
      ['Delivery note', 'DN-2207'],
      ['Ordered on', '02.03.2025'],
      ['Carrier', 'RoadRunner'],
    ]);
  });
});

describe('pairs of any document', () => {
  it('are labels with what stands behind a colon, beside it, or behind dots', async () => {
    const { key_values: pairs } = await read(
      'Customer: Nordwind Ltd',
      'First name:     Ada          Last name:     Lovelace',
      'Total ............ 14.00',
    );
    expect(pairs.map(({ key, value }) => [key, value])).toEqual([
      ['Customer', 'Nordwind Ltd'],
      ['First name', 'Ada'],
      ['Last name', 'Lovelace'],
      ['Total', '14.00'],
    ]);
  });

  it('are no sentences, addresses of pages or tables of contents', async () => {
    const { key_values: pairs } = await read(
      'We have looked into this matter of yours: it was handed over at 14:30.',
      'See https://example.org/track for more.',
      'Introduction ............ 3',
      'Results ............ 15',
    );
    expect(pairs).toEqual([]);
  });
});
