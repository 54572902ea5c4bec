import { afterAll, describe, expect, it } from '@jest/globals';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';

import { readText } from '../index.js';
import { drawPage } from './draw-page.js';
import { openPdf } from '../pdf-document.js';
import { eraseRules } from './erase-rules.js';
import { fromPicture, type Picture } from './picture.js';
import { closeRecognizer } from './recognizer.js';
import { straighten } from './straighten.js';

const ROWS = [
  ['03 Oct 2024', 'Salary TechNova Limited', '85,000.00'],
  ['05 Oct 2024', 'Rent Green Valley', '22,000.00'],
  ['07 Oct 2024', 'Grocery market', '3,241.75'],
];

/** A small page with a framed table. */
async function drawTable(): Promise<Picture> {
  const pdf = new PDFDocument({ size: [420, 200], margin: 0 });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  pdf.font('Helvetica').fontSize(11);
  ROWS.forEach((cells, row) => {
    const y = 40 + row * 30;
    cells.forEach((cell, column) => pdf.text(cell, 30 + column * 130, y, { lineBreak: false }));
    pdf.rect(20, y - 9, 380, 30).stroke();
  });
  pdf.moveTo(150, 31).lineTo(150, 121).stroke();
  pdf.end();
  await ended;
  const open = await openPdf(new Uint8Array(Buffer.concat(chunks)));
  try {
    return await drawPage(open, await open.document.getPage(1));
  } finally {
    await open.close();
  }
}

afterAll(closeRecognizer);

describe('readText of pictures', () => {
  it('reads a framed table that was scanned askew, in shadow and upside down, with boxes and confidence', async () => {
    const picture = await drawTable();
    const askew = (await fromPicture(picture)).rotate(2.5, { background: '#ffffff' });
    const { data, info } = await askew.raw().toBuffer({ resolveWithObject: true });
    for (let index = 0; index < data.length; index++)
      data[index] =
        data[index]! * (0.55 + 0.4 * ((index % (info.width * info.channels)) / (info.width * info.channels)));
    const file = await sharp(data, {
      raw: { width: info.width, height: info.height, channels: info.channels },
    })
      .rotate(180)
      .jpeg({ quality: 80 })
      .toBuffer();
    const document = await readText(new Uint8Array(file));
    const page = document.pages[0]!;
    expect(page.lines.map((line) => line.text)).toEqual(ROWS.map((cells) => cells.join(' ')));
    expect(document.recognizedPages).toEqual([1]);
    expect(Math.max(page.width, page.height)).toBeGreaterThanOrEqual(842);
    for (const word of page.words) {
      expect(word.confidence).toBeGreaterThan(0.5);
      expect(word.box[2]).toBeGreaterThan(word.box[0]);
      expect(word.box[3]).toBeLessThanOrEqual(page.height);
    }
  });

  it('says that a language is missing instead of looking for it on the internet', async () => {
    const png = await (await fromPicture(await drawTable())).png().toBuffer();
    await expect(readText(new Uint8Array(png), { languages: ['xyz'] })).rejects.toMatchObject({
      failureClass: 'model_unavailable',
      message: expect.stringContaining('@tesseract.js-data/xyz'),
    });
  });

  it('refuses what is no picture, is damaged or has too many pixels', async () => {
    const refusal = (bytes: Uint8Array): Promise<unknown> => readText(bytes).catch((error: unknown) => error);
    const png = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const gif = await sharp(png).gif().toBuffer();
    expect(await refusal(png.subarray(0, png.length / 2))).toMatchObject({ failureClass: 'unreadable' });
    expect(await refusal(new Uint8Array(gif))).toMatchObject({ failureClass: 'unsupported' });
    expect(await refusal(new Uint8Array(png))).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('no readable text'),
    });
    const header = Buffer.from(png);
    header.writeUInt32BE(60_000, 16);
    header.writeUInt32BE(60_000, 20);
    expect(await refusal(header)).toMatchObject({
      failureClass: expect.stringMatching(/too_large|unreadable/u),
    });
  });
});

describe('straighten', () => {
  it('takes the skew away, and says when lines seem to run up and down', async () => {
    const picture = await drawTable();
    for (const degrees of [-4, 1.3, 91.3]) {
      const { data, info } = await (
        await fromPicture(picture)
      )
        .rotate(degrees, { background: '#ffffff' })
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const turned = { pixels: data, width: info.width, height: info.height };
      const { turned: correction, sideways } = await straighten(turned);
      const skew = degrees > 45 ? degrees - 90 : degrees;
      expect(sideways).toBe(degrees > 45);
      expect(Math.abs(correction + skew)).toBeLessThan(0.3);
    }
  });
});

describe('eraseRules', () => {
  it('takes frames away and leaves letters', async () => {
    const picture = await drawTable();
    const erased = eraseRules(picture);
    const ink = ({ pixels }: Picture): number => pixels.filter((value) => value < 128).length;
    const frame = ink(picture) - ink(erased);
    expect(frame).toBeGreaterThan(0.4 * ink(picture));
    expect(ink(erased)).toBeGreaterThan(1000);
  });
});
