import { describe, expect, it } from '@jest/globals';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';

import { readingWarnings, readText } from './index.js';

async function draw(paint: (pdf: PDFKit.PDFDocument) => void): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: 'A4', margin: 0 });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  pdf.fontSize(11).fillColor('black').text('Opening balance 100.00', 50, 50);
  paint(pdf);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

const hiding: [string, (pdf: PDFKit.PDFDocument) => void][] = [
  ['white', (pdf) => void pdf.fillColor('white').text('Secret 200.00', 50, 80)],
  ['transparent', (pdf) => void pdf.fillOpacity(0).text('Secret 200.00', 50, 80)],
  [
    'covered',
    (pdf) => {
      pdf.text('Secret 200.00', 50, 80);
      pdf.rect(40, 70, 300, 30).fill('white');
    },
  ],
  [
    'covered inside a transformation',
    (pdf) => {
      pdf.text('Secret 200.00', 50, 80);
      pdf.save().translate(0, 60).scale(2).rect(20, 5, 150, 15).fill('#ffffff').restore();
    },
  ],
  [
    'black on black',
    (pdf) => {
      pdf.rect(40, 70, 300, 30).fill('black');
      pdf.fillColor('#050505').text('Secret 200.00', 50, 80);
    },
  ],
  [
    'clipped',
    (pdf) => {
      pdf.save().rect(40, 300, 100, 20).clip();
      pdf.text('Secret 200.00', 50, 80).restore();
    },
  ],
  ['tiny', (pdf) => void pdf.fontSize(0.5).text('Secret 200.00', 50, 80)],
];

const showing: [string, (pdf: PDFKit.PDFDocument) => void][] = [
  [
    'clipped to the cell that it stands in',
    (pdf) => {
      pdf.save().rect(40, 70, 200, 30).clip();
      pdf.text('Secret 200.00', 50, 80).restore();
    },
  ],
  [
    'white on a dark ground',
    (pdf) => {
      pdf.rect(40, 70, 300, 30).fill('#003366');
      pdf.fillColor('white').text('Secret 200.00', 50, 80);
    },
  ],
  [
    'stripes drawn between the rows',
    (pdf) => {
      pdf.rect(40, 70, 300, 30).fill('#eeeeee');
      pdf.fillColor('black').text('Secret 200.00', 50, 80);
    },
  ],
  [
    'a border around it that is drawn later',
    (pdf) => {
      pdf.text('Secret 200.00', 50, 80);
      pdf.rect(40, 70, 300, 30).stroke();
    },
  ],
];

describe('text that cannot be seen', () => {
  it('is not read where something else was written over a covered figure', async () => {
    const document = await readText(
      await draw((pdf) => {
        pdf.text('Closing balance', 50, 80).text('90.00', 150, 80);
        pdf.rect(145, 76, 60, 18).fill('white');
        pdf.fillColor('black').text('96.00', 150, 80);
      }),
    );
    expect(document.pages[0]!.lines.map(({ text }) => text)).toEqual([
      'Opening balance 100.00',
      'Closing balance 96.00',
    ]);
    expect(readingWarnings(document)).toEqual([
      'Page 1 holds text that cannot be seen on it, which was not read: "90.00".',
    ]);
  });

  it('is not read where the cover begins inside of a longer text', async () => {
    const document = await readText(
      await draw((pdf) => {
        pdf.text('Closing balance on 31 March 2024 is 96.00', 50, 80, { lineBreak: false });
        pdf.rect(232, 76, 60, 18).fill('white');
      }),
    );
    expect(document.pages[0]!.lines[1]!.text).toBe('Closing balance on 31 March 2024 is');
    expect(readingWarnings(document)).toEqual([
      'Page 1 holds text that cannot be seen on it, which was not read: "96.00".',
    ]);
  });

  it.each(hiding)('is not read, and reported: %s', async (_name, paint) => {
    const document = await readText(await draw(paint));
    expect(document.pages[0]!.lines.map(({ text }) => text)).toEqual(['Opening balance 100.00']);
    expect(readingWarnings(document)).toEqual([
      'Page 1 holds text that cannot be seen on it, which was not read: "Secret 200.00".',
    ]);
  });

  it.each(showing)('is told from what can: %s', async (_name, paint) => {
    const document = await readText(await draw(paint));
    expect(document.pages[0]!.lines.map(({ text }) => text)).toEqual([
      'Opening balance 100.00',
      'Secret 200.00',
    ]);
    expect(readingWarnings(document)).toEqual([]);
  });

  it("is read where it is a scanner's layer over its picture, and the reader is told", async () => {
    const rows = [0, 1, 2, 3, 4, 5].map((row) => `Total ${row}00.00 due on the first of May`);
    const top = (row: number): number => 80 + 40 * row;
    const drawn = rows.map((text, row) => `<text x="50" y="${top(row) + 20}" font-size="22">${text}</text>`);
    const picture = await sharp(Buffer.from(`<svg width="595" height="842">${drawn.join('')}</svg>`))
      .flatten({ background: '#ffffff' })
      .png()
      .toBuffer();
    const document = await readText(
      await draw((pdf) => {
        pdf.image(picture, 0, 0, { width: 595 });
        // PDFKit has no text rendering mode of its own: 3 draws nothing.
        (pdf as unknown as { addContent: (content: string) => void }).addContent('3 Tr');
        pdf.fontSize(22);
        rows.forEach((text, row) => pdf.text(text, 50, top(row), { lineBreak: false }));
      }),
    );
    expect(document.recognizedPages).toEqual([]);
    expect(document.layeredPages).toEqual([1]);
    expect(document.pages[0]!.lines.map(({ text }) => text).join('\n')).toContain(rows[3]);
    expect(readingWarnings(document)[0]).toContain('layer over a picture');
  });
});
