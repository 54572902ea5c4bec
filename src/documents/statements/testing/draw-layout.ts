import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);
const FONT = join(
  dirname(require.resolve('pdfjs-dist/package.json')),
  'standard_fonts',
  'LiberationSans-Regular.ttf',
);
const [COLUMN, LINE, MARGIN] = [4.6, 12, 30];

/**
 * A real PDF of a statement that is laid out as text: cells are two spaces apart, form feeds part the pages.
 * Amounts end where the text ends, everything else begins where it begins, as in a bank's own print.
 */
export async function drawLayout(layout: string): Promise<Uint8Array> {
  const pdf = new PDFDocument({ autoFirstPage: false, size: [700, 842], margin: 0, font: FONT });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  for (const page of layout.split('\f')) {
    pdf.addPage().fontSize(8);
    for (const [row, line] of page.split('\n').entries()) {
      for (const { 0: text, index } of line.matchAll(/\S+(?: \S+)*/gu)) {
        const end = MARGIN + (index + text.length) * COLUMN;
        const x = isAmount(text) ? end - pdf.widthOfString(text) : MARGIN + index * COLUMN;
        pdf.text(text, x, MARGIN + row * LINE, { lineBreak: false });
      }
    }
  }
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

const isAmount = (text: string): boolean =>
  /^[-+−=]? ?(?:[$£€]|R\$)? ?[-+]?\d[\d.,' ]*[.,]\d{2}(?:[-+]| ?(?:€|EUR|CR|Cr|DR|Dr|H EUR|[+-]))?$/u.test(
    text,
  );
