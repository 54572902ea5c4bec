import { describe, expect, it } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readPdf } from '../text/index.js';
import type { TextDocument } from '../text/index.js';
import { findAmounts } from './pdf/amount-cells.js';
import { POINT_STYLE } from './money/number-style.js';
import { readPdfStatement } from './pdf/read-pdf-statement.js';
import { readTypedDocument } from './read-typed-document.js';
import { makeCategorizer } from './reports/categories.js';
import { presentStatement } from './statement/present-statement.js';
import { sample } from './testing/samples.js';
import type { StatementData } from './statement/statement-data.js';

const TIMES = 100;
const categorize = makeCategorizer();

/** A small generator, so that a failure can be repeated. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % below;
  };
}

/** Every digit of these figures may be struck; `[position, length]` within the text. */
function digitsIn(text: string, figures: RegExp): number[] {
  return [...text.matchAll(figures)].flatMap((match) => {
    const start = match.index + match[0].indexOf(match[1]!);
    return [...match[1]!].flatMap((character, offset) => (/\d/.test(character) ? [start + offset] : []));
  });
}

function strike(text: string, positions: readonly number[], random: (below: number) => number): string {
  const position = positions[random(positions.length)]!;
  const other = String((Number(text[position]) + 1 + random(9)) % 10);
  return text.slice(0, position) + other + text.slice(position + 1);
}

/** Caught: the proof fails, or every row whose amount is not as in the original asks for review. */
function isCaught(original: StatementData, mutated: StatementData): boolean {
  if (mutated.proof.verified === false) return true;
  const changed = mutated.transactions.filter(
    (row, index) => row.amount !== original.transactions[index]?.amount,
  );
  return changed.every((row) => row.needs_review) && (changed.length > 0 || mutated.proof.verified !== true);
}

async function read(bytes: Uint8Array): Promise<StatementData | null> {
  try {
    const result = await readTypedDocument({ bytes, filename: 'x', documentType: 'bank_statement' });
    return result.extracted_data as StatementData;
  } catch {
    return null;
  }
}

const TEXT_FORMATS: [extension: string, figures: RegExp][] = [
  ['csv', /,(\d+\.\d\d)(?=[,\n])/g],
  ['ofx', /<TRNAMT>-?(\d+\.\d\d)/g],
  ['qif', /\nT-?(\d+\.\d\d)/g],
  ['mt940', /(?<=[CD]|GBP)(\d+,\d\d)/g],
  ['camt053.xml', /<(?:Amt Ccy="GBP"|Sum)>(\d+\.\d\d)/g],
];

describe('one wrong digit', () => {
  it.each(TEXT_FORMATS)('is caught in the %s sample each of a hundred times', async (extension, figures) => {
    const text = sample(extension).toString();
    const original = (await read(Buffer.from(text)))!;
    const random = randomNumbers(11);
    const positions = digitsIn(text, figures);
    expect(positions.length).toBeGreaterThan(80);
    for (let time = 0; time < TIMES; time += 1) {
      const mutated = strike(text, positions, random);
      const data = await read(Buffer.from(mutated));
      if (data && !isCaught(original, data)) throw new Error(`not caught:\n${difference(text, mutated)}`);
    }
  });

  it('is caught in the XLSX sample each of a hundred times', async () => {
    const files = unzipSync(sample('xlsx'));
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml']!);
    const original = (await read(sample('xlsx')))!;
    const random = randomNumbers(12);
    const positions = digitsIn(sheet, /<c r="[CD]\d+" s="0"><v>-?(\d+(?:\.\d+)?)</g);
    for (let time = 0; time < TIMES; time += 1) {
      const mutated = strike(sheet, positions, random);
      const data = await read(zipSync({ ...files, 'xl/worksheets/sheet1.xml': strToU8(mutated) }));
      if (data && !isCaught(original, data)) throw new Error(`not caught:\n${difference(sheet, mutated)}`);
    }
  });

  it('is caught in the PDF sample each of a hundred times', async () => {
    const document = await readPdf(sample('pdf'));
    const present = (changed: TextDocument): StatementData =>
      presentStatement(readPdfStatement(changed), categorize);
    const original = present(document);
    expect(original.proof.verified).toBe(true);
    const random = randomNumbers(13);
    for (let time = 0; time < TIMES; time += 1) {
      const { changed, words } = strikeDocument(document, random);
      if (!isCaught(original, present(changed))) throw new Error(`not caught: ${words}`);
    }
  });
});

function strikeDocument(
  document: TextDocument,
  random: (below: number) => number,
): { changed: TextDocument; words: string } {
  const changed = structuredClone(document);
  const lines = changed.pages.flatMap((page) => page.lines);
  const cells = lines.flatMap((line) =>
    findAmounts(line, POINT_STYLE)
      .filter(({ amount }) => amount.isMoneyLike && amount.currency !== 'EUR')
      .map((cell) => ({ line, word: line.words[cell.to - 1]! })),
  );
  const { line, word } = cells[random(cells.length)]!;
  const before = word.text;
  word.text = strike(before, digitsIn(before, /(.+)/g), random);
  line.text = line.words.map(({ text }) => text).join(' ');
  return { changed, words: `${before} → ${word.text} in ${line.text}` };
}

function difference(a: string, b: string): string {
  const at = [...a].findIndex((character, index) => character !== b[index]);
  return `${a.slice(at - 40, at + 20)}\n${b.slice(at - 40, at + 20)}`;
}
