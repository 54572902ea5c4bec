import PDFDocument from 'pdfkit';

import { openPdf } from '../pdf-document.js';
import { drawPage } from '../recognition/draw-page.js';
import { fromPicture } from '../recognition/picture.js';

/** The pages of a PDF as a scanner would give them: a little askew, soft and grey; JPEG at 200 dots an inch. */
export async function scanPages(pdf: Uint8Array): Promise<Buffer[]> {
  const open = await openPdf(pdf);
  try {
    const scans: Buffer[] = [];
    for (let number = 1; number <= open.document.numPages; number++) {
      const picture = await fromPicture(await drawPage(open, await open.document.getPage(number), 200));
      const scan = picture.rotate(0.8, { background: '#ffffff' }).blur(0.6).linear(0.85, 20);
      scans.push(await scan.jpeg({ quality: 70 }).toBuffer());
    }
    return scans;
  } finally {
    await open.close();
  }
}

/** A PDF whose pages are pictures. */
export async function pdfOfPictures(pictures: readonly Buffer[]): Promise<Uint8Array> {
  const pdf = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0 });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  for (const picture of pictures) {
    pdf.addPage();
    pdf.image(picture, 0, 0, { fit: [pdf.page.width, pdf.page.height] });
  }
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}
