import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';

import { Failure } from '../../platform/failure.js';
import { readText } from './index.js';
import { closeRecognizer } from './recognition/recognizer.js';
import type { TextDocument } from './text-document.js';

afterAll(closeRecognizer);

interface Parts {
  mediaBox?: string;
  content?: Buffer;
  /** Further objects, from number 6 on, as they stand in the file. */
  objects?: (first: number) => string;
  /** Entries of the cross-reference table beside those of the five objects. */
  references?: number;
}

const HELLO = Buffer.from('BT /F1 24 Tf 50 700 Td (Total 100.00) Tj ET');

/** A PDF of one page, written by hand. */
function writePdf({
  mediaBox = '[0 0 595 842]',
  content = HELLO,
  objects,
  references = 0,
}: Parts): Uint8Array {
  const packed = deflateSync(content);
  const bodies = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox ${mediaBox} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    null,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let offset = parts[0]!.length;
  const push = (part: Buffer): void => {
    parts.push(part);
    offset += part.length;
  };
  bodies.forEach((body, index) => {
    offsets.push(offset);
    push(Buffer.from(`${index + 1} 0 obj\n`));
    if (body === null) {
      push(Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`));
      push(packed);
      push(Buffer.from('\nendstream'));
    } else push(Buffer.from(body));
    push(Buffer.from('\nendobj\n'));
  });
  if (objects) push(Buffer.from(objects(bodies.length + 1)));
  const start = offset;
  const count = bodies.length + 1 + references;
  push(Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n`));
  push(Buffer.from(offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')));
  const spare = `${String(offsets[4]).padStart(10, '0')} 00000 n \n`;
  push(Buffer.from(spare.repeat(references)));
  push(Buffer.from(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`));
  return new Uint8Array(Buffer.concat(parts));
}

const textOf = ({ pages }: TextDocument): string => pages[0]!.lines.map(({ text }) => text).join('\n');

describe('hostile PDFs', () => {
  it('reads a file with a million objects', async () => {
    const bytes = writePdf({ references: 1_000_000 });
    expect(bytes.length).toBeGreaterThan(20_000_000);
    expect(textOf(await readText(bytes))).toBe('Total 100.00');
  }, 60_000);

  it('reads a file of a million objects whose table of them is missing', async () => {
    const objects = (first: number): string =>
      Array.from({ length: 300_000 }, (_, index) => `${first + index} 0 obj 0 endobj\n`).join('');
    const bytes = writePdf({ objects });
    const broken = Buffer.from(
      Buffer.from(bytes).toString('latin1').replace('startxref', 'startxxxx'),
      'latin1',
    );
    expect(textOf(await readText(new Uint8Array(broken)))).toBe('Total 100.00');
  }, 60_000);

  it.each(['[0 0 1000000000 1000000000]', '[0 0 0.001 0.001]'])(
    'ends for a page of the size %s',
    async (mediaBox) => {
      const blank = Buffer.from('0 0 m 10 10 l S');
      await expect(readText(writePdf({ mediaBox, content: blank }))).rejects.toBeInstanceOf(Failure);
      const outcome = await readText(writePdf({ mediaBox })).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
    },
    60_000,
  );

  it('reads a page on which text and areas are drawn thousands of times over each other', async () => {
    const over = '1 1 1 rg 40 690 500 40 re f 0 0 0 rg BT /F1 24 Tf 50 700 Td (Total 100.00) Tj ET\n';
    const document = await readText(writePdf({ content: Buffer.from(over.repeat(2_000)) }));
    expect(textOf(document)).toContain('Total 100.00');
  }, 60_000);
});
