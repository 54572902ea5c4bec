import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';

const SAMPLE = readFileSync(new URL('../../samples/lab-report.pdf', import.meta.url));

/** The sample report shipped with the project. */
export const sampleReport = (): Buffer => SAMPLE;

export interface FormOptions {
  query?: string;
  filename?: string;
  /** What the client claims; the server looks at the content. */
  type?: string;
}

/** The multipart form of `/analyze` and `/analyze-async`. */
export function labReportForm(
  content: Uint8Array = SAMPLE,
  { query, filename = 'lab-report.pdf', type = 'application/pdf' }: FormOptions = {},
): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type }), filename);
  if (query !== undefined) form.append('query', query);
  return form;
}

/** A PDF drawn for one test. */
export async function drawPdf(
  draw: (document: PDFKit.PDFDocument) => void,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Buffer> {
  const document = new PDFDocument(options);
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise((resolve) => document.once('end', resolve));
  draw(document);
  document.end();
  await finished;
  return Buffer.concat(chunks);
}

/** A PDF that opens only with a password. */
export const encryptedPdf = (): Promise<Buffer> =>
  drawPdf((document) => document.text('Hemoglobin 13.1 g/dL 12.0 - 15.5'), { userPassword: 'secret' });

/** A PDF that is a picture and holds no text. */
export const textlessPdf = (): Promise<Buffer> =>
  drawPdf((document) => document.rect(100, 100, 200, 200).fill('gray'));

/** A PDF whose beginning is right and whose body is not. */
export const corruptPdf = (): Buffer => Buffer.concat([SAMPLE.subarray(0, 700), Buffer.alloc(4_000, 'x')]);

/** A report of many pages, which takes a while to read. */
export const longReport = (pages: number): Promise<Buffer> =>
  drawPdf((document) => {
    for (let page = 0; page < pages; page += 1) {
      document.addPage();
      for (let row = 0; row < 40; row += 1)
        document.fontSize(8).text(`Hemoglobin ${10 + (row % 7)}.1 g/dL 12.0 - 15.5`);
    }
  });
