import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readTypedDocument } from './read-typed-document.js';
import { money } from './money/money.js';
import type { StatementData } from './statement/statement-data.js';
import { drawLayout } from './testing/draw-layout.js';

const FOLDER = join(import.meta.dirname, 'testing', 'layouts');
const names = readdirSync(FOLDER);

/** Each file says in its first line what has to be read from what stands below. */
function openLayout(name: string): { expected: Record<string, string>; body: string } {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const [first = ''] = text.split('\n', 1);
  const pairs = first
    .split(' ')
    .slice(1)
    .map((pair) => pair.split('=') as [string, string]);
  return { expected: Object.fromEntries(pairs), body: text.slice(first.length + 1) };
}

function summarize(data: StatementData): Record<string, string> {
  const { transactions, totals } = data;
  return {
    verified: String(data.proof.verified),
    rows: String(transactions.length),
    opening: String(data.opening_balance),
    closing: String(data.closing_balance),
    sum: money(totals.credits).minus(totals.debits).toFixed(2),
    currency: String(data.currency),
    first: String(transactions[0]?.date),
    last: String(transactions.at(-1)?.date),
  };
}

describe('statements as banks lay them out', () => {
  it.each(names)('%s', async (name) => {
    const { expected, body } = openLayout(name);
    const bytes = extname(name) === '.txt' ? await drawLayout(body) : Buffer.from(body);
    const result = await readTypedDocument({ bytes, filename: name, documentType: 'bank_statement' });
    const found = summarize(result.extracted_data as StatementData);
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]]))).toEqual(expected);
  });
});
