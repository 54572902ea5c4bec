import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import PDFDocument from 'pdfkit';

import { Failure } from '../../platform/failure.js';
import { readPdf } from './read-text.js';

const hostile = fileURLToPath(new URL('../../../../shared/data/hostile', import.meta.url));

async function draw(
  paint: (pdf: PDFKit.PDFDocument) => void,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: [400, 300], margin: 0, ...options });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  paint(pdf);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('readPdf', () => {
  it('gives words with boxes from the top left, in lines', async () => {
    const bytes = await draw((pdf) => {
      pdf.fontSize(10).text('Sodium', 50, 40, { lineBreak: false });
      pdf.text('140 mmol/L', 200, 40, { lineBreak: false });
      pdf.text('second line', 50, 60, { lineBreak: false });
    });
    const { pages } = await readPdf(bytes);
    expect(pages[0]).toMatchObject({ number: 1, width: 400, height: 300 });
    expect(pages[0]?.lines.map((line) => line.text)).toEqual(['Sodium 140 mmol/L', 'second line']);
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] =
      pages[0]?.words.find((word) => word.text === 'Sodium')?.box ?? [];
    expect(x0).toBeCloseTo(50, 0);
    expect(x1).toBeGreaterThan(75);
    expect(y0).toBeGreaterThan(36);
    expect(y1).toBeLessThan(54);
  });

  it('joins pieces of a word, keeps double printing once, raises exponents and sets turned text apart', async () => {
    const bytes = await draw((pdf) => {
      pdf.fontSize(10);
      pdf.text('Hemo', 50, 40, { lineBreak: false });
      pdf.text('globin', 50 + pdf.widthOfString('Hemo'), 40, { lineBreak: false });
      pdf.text('Bold', 150, 40, { lineBreak: false });
      pdf.text('Bold', 150.4, 40, { lineBreak: false });
      pdf.text('10', 200, 40, { lineBreak: false });
      pdf.fontSize(6).text('3', 200 + 11.2, 38, { lineBreak: false });
      pdf.fontSize(10).text('/L', 200 + 14.6, 40, { lineBreak: false });
      pdf
        .rotate(-45, { origin: [100, 200] })
        .fontSize(30)
        .text('COPY', 100, 200, { lineBreak: false });
    });
    const page = (await readPdf(bytes)).pages[0];
    expect(page?.lines.map((line) => line.text)).toEqual(['Hemoglobin Bold 10³/L']);
    expect(page?.rotatedWords.map((word) => word.text)).toEqual(['COPY']);
  });

  it('respects the rotation of a page', async () => {
    const bytes = await draw((pdf) => {
      Object.assign(pdf.page.dictionary.data, { Rotate: 90 });
      pdf
        .rotate(-90, { origin: [50, 200] })
        .fontSize(10)
        .text('turned page', 50, 200, { lineBreak: false });
    });
    const page = (await readPdf(bytes)).pages[0];
    expect([page?.width, page?.height]).toEqual([300, 400]);
    expect(page?.lines.map((line) => line.text)).toEqual(['turned page']);
  });

  it('reports each page and refuses too many', async () => {
    const bytes = await draw((pdf) => {
      pdf.text('one');
      pdf.addPage().text('two');
    });
    const seen: string[] = [];
    await readPdf(bytes, { onPage: (page, pages) => seen.push(`${page}/${pages}`) });
    expect(seen).toEqual(['1/2', '2/2']);
    await expect(readPdf(bytes, { maximumPages: 1 })).rejects.toMatchObject({ failureClass: 'too_large' });
  });

  it('refuses what cannot be read, saying why', async () => {
    const refusal = (bytes: Uint8Array): Promise<unknown> => readPdf(bytes).catch((error: unknown) => error);
    const locked = await draw((pdf) => pdf.text('secret'), {
      userPassword: 'hunter2',
      ownerPassword: 'owner',
    });
    const blank = await draw((pdf) => pdf.rect(10, 10, 100, 100).fill());
    expect(await refusal(new TextEncoder().encode('hello'))).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('not a PDF'),
    });
    expect(await refusal(new TextEncoder().encode('%PDF-1.4 rubbish'))).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('corrupt'),
    });
    expect(await refusal(locked)).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('password'),
    });
    expect(await refusal(blank)).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('no readable text'),
    });
  });

  it('opens files that only restrict what may be done with them', async () => {
    const restricted = await draw((pdf) => pdf.text('readable'), {
      ownerPassword: 'owner',
      permissions: { copying: false },
    });
    expect((await readPdf(restricted)).pages[0]?.lines[0]?.text).toBe('readable');
  });

  const itWithData = existsSync(hostile) ? it : it.skip;
  itWithData(
    'answers every broken file with text or a clear failure, silently (skipped where ../shared/data is absent)',
    async () => {
      const out = jest.spyOn(process.stdout, 'write');
      const error = jest.spyOn(process.stderr, 'write');
      for (const name of readdirSync(hostile)) {
        const outcome = await readPdf(readFileSync(join(hostile, name))).catch((failure: unknown) => failure);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
      }
      expect(out).not.toHaveBeenCalled();
      expect(error).not.toHaveBeenCalled();
    },
  );
});
