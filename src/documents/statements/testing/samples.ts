import { readFileSync } from 'node:fs';

export interface Truth {
  currency: string;
  opening_balance: string;
  closing_balance: string;
  transactions: { date: string; description: string; amount: string }[];
}

const folder = new URL('../../../../samples/', import.meta.url);

/** A shipped sample: `sample('csv')` is samples/bank-statement.csv. */
export const sample = (extension: string): Buffer =>
  readFileSync(new URL(`bank-statement.${extension}`, folder));

export const sampleTruth = (): Truth => JSON.parse(sample('truth.json').toString()) as Truth;
