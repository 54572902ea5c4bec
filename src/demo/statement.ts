import Table from 'cli-table3';
import type { StatementData } from '../documents/statements/statement/statement-data.js';
import { PLAIN_TABLE, say, type Stage } from './stage.js';

const SHOWN_ROWS = 6;

/** A bank statement with the proof of its arithmetic. */
export async function showStatement(stage: Stage): Promise<void> {
  say('\nPOST /process with samples/bank-statement.pdf, document_type=bank_statement (a fictitious bank)');
  const job = await stage.run<{ extracted_data: StatementData }>(
    '/process',
    { name: 'bank-statement.pdf', type: 'application/pdf' },
    { document_type: 'bank_statement' },
  );
  const { extracted_data: data } = job.result;
  printTransactions(data);
  printProof(data);
  say(`\nResult      ${stage.url}/job/${job.job_id}/result`);
}

function printTransactions({ transactions, currency }: StatementData): void {
  const table = new Table({
    head: ['Date', 'Description', `Amount ${currency}`, 'Category'],
    style: PLAIN_TABLE,
  });
  for (const { date, description, amount, category } of transactions.slice(0, SHOWN_ROWS))
    table.push([date ?? '', description, amount, category]);
  say(`\n${table.toString()}`);
  say(`… ${transactions.length} transactions`);
}

function printProof({
  opening_balance: opening,
  closing_balance: closing,
  totals,
  proof,
}: StatementData): void {
  say(`\n${opening} + ${totals.credits} − ${totals.debits} = ${closing}: ${proof.summary}`);
  for (const { name, expected, actual, ok } of proof.checks)
    say(`  ${ok ? '✓' : '✗'} ${name.padEnd(26)} expected ${expected}, printed ${actual}`);
}
