import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { readPdf } from '../../text/index.js';
import type { TextDocument } from '../../text/index.js';
import { analyzeLabReport } from '../analyze-lab-report.js';
import type { ExportedReport } from './exported-report.js';
import { toPdf } from './pdf.js';
import { CONTEXT, exampleAnalyte, exampleReport, ODD_ANALYTES } from './testing/example-report.js';

async function read(result: ExportedReport): Promise<TextDocument> {
  return readPdf(new Uint8Array(await toPdf(result, CONTEXT)));
}

/** Everything without spaces, so that line breaks do not matter; the font has one picture for both letters mu. */
function lettersOf(document: TextDocument): string {
  return document.pages
    .flatMap((page) => page.lines.map((line) => line.text))
    .join('')
    .replace(/\s+/g, '')
    .replace(/μ/g, 'µ');
}

/** The same of one column of the page, where a wrapped cell stays together. */
function columnOf(document: TextDocument, left: number, right: number): string {
  const inside = document.pages.flatMap((page) =>
    page.lines.flatMap((line) => line.words.filter(({ box }) => box[0] >= left - 1 && box[0] < right - 1)),
  );
  return letters(inside.map((word) => word.text).join('')).replace(/μ/g, 'µ');
}

const letters = (text: string): string => text.replace(/\s+/g, '');

describe('toPdf', () => {
  it('shows every result of the sample on A4, and can be read back', async () => {
    const path = fileURLToPath(new URL('../../../../samples/lab-report.pdf', import.meta.url));
    const result = await analyzeLabReport({ path, query: 'Summarise', filename: 'lab-report.pdf' });
    const document = await read(result);
    const text = lettersOf(document);
    const [names, values, references] = [
      columnOf(document, 40, 192),
      columnOf(document, 192, 288),
      columnOf(document, 384, 482),
    ];
    for (const { name, value_text: value, unit, reference } of result.report.analytes) {
      expect(names).toContain(letters(name));
      expect(values).toContain(letters(value + (unit ?? '')));
      expect(references).toContain(letters(reference.text));
    }
    expect(text).toContain('Potassium:criticalvalue(Urgent)');
    expect(document.pages).toHaveLength(2);
    expect(text).toContain(letters(result.disclaimer).slice(0, 40));
    for (const page of document.pages) {
      expect([Math.round(page.width), Math.round(page.height)]).toEqual([595, 842]);
      expect(lettersOf({ ...document, pages: [page] })).toContain(
        `page${page.number}of${document.pages.length}`,
      );
    }
  });

  it('spells characters that its font does not have, and says so', async () => {
    const document = await read(exampleReport(ODD_ANALYTES));
    const text = lettersOf(document);
    expect(text).toContain('Platelets[U+8840][U+5C0F]');
    expect(text).toContain('25010^9/L');
    expect(columnOf(document, 40, 192)).toContain('[U+0000][U+202E]evil');
    expect(text).toContain('writtenastheirUnicodenumber');
  });

  it('shows Greek, Cyrillic and accented letters as they are, and then needs no such note', async () => {
    const name = 'µγ-ГТ β Größe ığş';
    const text = lettersOf(await read(exampleReport([exampleAnalyte({ name })])));
    expect(text).toContain(letters(name));
    expect(text).not.toContain('Unicodenumber');
  });

  it('repeats the head of the table on each page and loses no row', async () => {
    const many = Array.from({ length: 120 }, (_, index) => exampleAnalyte({ name: `Test-${index}-end` }));
    const document = await read(exampleReport(many));
    const text = lettersOf(document);
    for (let index = 0; index < 120; index++) expect(text).toContain(`Test-${index}-end`);
    const heads = document.pages.filter((page) =>
      lettersOf({ ...document, pages: [page] }).includes('TestResultAgainst'),
    );
    expect(heads.length).toBeGreaterThan(2);
  });

  it('cuts a cell that no page could hold, and says so', async () => {
    const reference = { low: null, high: null, text: 'tier '.repeat(2_000), source: 'report' as const };
    const text = lettersOf(
      await read(exampleReport([exampleAnalyte({ reference }), exampleAnalyte({ name: 'After it' })])),
    );
    expect(text).toContain('[cutafter600of9999characters]');
    expect(text).toContain('Afterit');
  });

  it('gives the same bytes for the same result', async () => {
    const result = exampleReport(ODD_ANALYTES);
    expect((await toPdf(result, CONTEXT)).equals(await toPdf(result, CONTEXT))).toBe(true);
  });
});
