import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { InvoiceData } from './invoice/invoice.js';
import { readTypedDocument } from './read-typed-document.js';
import type { DocumentType } from './typed-document.js';
import { money } from './money/money.js';
import type { StatementData } from './statement/statement-data.js';
import { drawLayout } from './testing/draw-layout.js';

const FOLDER = join(import.meta.dirname, 'testing');
const namesIn = (folder: string): string[] =>
  readdirSync(join(FOLDER, folder)).map((name) => join(folder, name));

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
    review: String(transactions.filter((row) => row.needs_review).length),
  };
}

function summarizeInvoice(data: InvoiceData): Record<string, string> {
  return {
    number: String(data.invoice_number).replaceAll(' ', '_'),
    issuer: String(data.issuer).replaceAll(' ', '_'),
    issued: String(data.issue_date),
    due: String(data.due_date),
    net: String(data.net),
    tax: String(data.tax),
    total: String(data.total),
    currency: String(data.currency),
    lines: String(data.lines.length),
    verified: String(data.proof.verified),
  };
}

async function read(name: string, documentType: DocumentType): Promise<Record<string, string>> {
  const { expected, body } = openLayout(name);
  const bytes = extname(name) === '.txt' ? await drawLayout(body) : Buffer.from(body);
  const { extracted_data: data } = await readTypedDocument({ bytes, filename: name, documentType });
  const found =
    documentType === 'invoice' ? summarizeInvoice(data as InvoiceData) : summarize(data as StatementData);
  return Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]!]));
}

describe('statements as banks lay them out', () => {
  it.each(namesIn('layouts'))('%s', async (name) => {
    expect(await read(name, 'bank_statement')).toEqual(openLayout(name).expected);
  });
});

describe('invoices as they are laid out', () => {
  it.each(namesIn('invoices'))('%s', async (name) => {
    expect(await read(name, 'invoice')).toEqual(openLayout(name).expected);
  });
});
