import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { closeRecognizer } from '../text/recognition/recognizer.js';
import { pdfOfPictures, scanPages } from '../text/testing/scan.js';
import { readTypedDocument } from './read-typed-document.js';
import type { StatementData } from './statement/statement-data.js';
import { sample, sampleTruth } from './testing/samples.js';

const kept = new Map<string, Uint8Array>();
let scan: Uint8Array;

beforeAll(async () => {
  scan = await pdfOfPictures(await scanPages(new Uint8Array(sample('pdf'))));
}, 180_000);
afterAll(closeRecognizer);

async function read(
  earlierPages: readonly Uint8Array[] = [],
): Promise<{ data: StatementData; read: string[] }> {
  const pagesRead: string[] = [];
  const input = { bytes: scan, filename: 'scan.pdf', documentType: 'bank_statement', earlierPages } as const;
  const result = await readTypedDocument(input, {
    keep: (name, body) => {
      kept.set(name, body);
      pagesRead.push(name);
    },
  });
  expect(result.warnings).toContain('Text recognised from pictures, on pages: 1, 2.');
  return { data: result.extracted_data as StatementData, read: pagesRead };
}

describe('a scanned statement', () => {
  it('is read and proved as the one that was printed', async () => {
    const { data } = await read();
    const truth = sampleTruth();
    expect(data.transactions.map(({ date, amount }) => [date, amount])).toEqual(
      truth.transactions.map(({ date, amount }) => [date, amount]),
    );
    expect(data).toMatchObject({
      opening_balance: truth.opening_balance,
      closing_balance: truth.closing_balance,
      proof: { verified: true },
    });
  }, 180_000);

  it('goes on at the page that an earlier attempt had reached', async () => {
    expect([...kept.keys()]).toEqual(['pages-1', 'pages-2']);
    const first = await read([kept.get('pages-1')!]);
    expect(first.read).toEqual(['pages-2']);
    const all = await read([...kept.values()]);
    expect(all.read).toEqual([]);
    expect(all.data).toEqual(first.data);
  }, 180_000);
});
