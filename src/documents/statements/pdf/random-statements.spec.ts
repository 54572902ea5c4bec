import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTypedDocument } from '../read-typed-document.js';
import type { StatementData } from '../statement/statement-data.js';
import { drawStatement } from '../testing/draw-statement.js';
import { type RandomStatement, randomStatements } from '../testing/random-statement.js';

async function read(pages: RandomStatement['page']): Promise<StatementData> {
  const bytes = await drawStatement(...pages);
  const { extracted_data: data } = await readTypedDocument({
    bytes,
    filename: 'x.pdf',
    documentType: 'bank_statement',
  });
  return data as StatementData;
}

const rowsOf = ({ transactions }: StatementData): string[] =>
  transactions.map(({ date, amount }) => `${date} ${amount}`).sort();

it('reads and proves random ledgers in the ways in which banks print them', async () => {
  await fc.assert(
    fc.asyncProperty(randomStatements, async ({ page, truth, style }) => {
      const data = await read(page);
      expect([style, rowsOf(data)]).toEqual([style, truth]);
      expect([style, data.proof.verified]).toEqual([style, true]);
    }),
    { numRuns: 60, seed: 4 },
  );
});

it('never calls a statement proved in which one digit of an amount, a balance or a sum is wrong', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomStatements,
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      async (statement, place, step) => {
        const pages = withWrongDigit(statement.page, place, step);
        const data = await read(pages);
        const isNoticed = data.proof.verified !== true || data.transactions.some((row) => row.needs_review);
        expect([statement.style, isNoticed]).toEqual([statement.style, true]);
      },
    ),
    { numRuns: 80, seed: 4 },
  );
});

/** Changes one digit of a figure: of an amount, of a printed balance or of a sum. */
function withWrongDigit(
  pages: RandomStatement['page'],
  place: number,
  step: number,
): RandomStatement['page'] {
  const copy = structuredClone(pages) as { head?: [unknown, string][][]; rows?: string[][] }[];
  const cells = copy.flatMap(({ head = [], rows = [] }) => [
    ...head.flatMap((line) => line.map((cell) => ({ row: cell as string[], index: 1 }))),
    ...rows.slice(1).flatMap((row) => row.slice(2).map((_, index) => ({ row, index: index + 2 }))),
  ]);
  const figures = cells.filter(({ row, index }) => FIGURE.test(row[index]!));
  const { row, index } = figures[place % figures.length]!;
  const start = FIGURE.exec(row[index]!)!.index;
  const digits = [...row[index]!.matchAll(/\d/gu)].filter((digit) => digit.index >= start);
  const digit = digits[place % digits.length]!;
  const wrong = String((Number(digit[0]) + step) % 10);
  row[index] = row[index]!.slice(0, digit.index) + wrong + row[index]!.slice(digit.index + 1);
  return copy as RandomStatement['page'];
}

const FIGURE = /[\d.,]*\d[.,]\d{2}(?![.\d])/u;
