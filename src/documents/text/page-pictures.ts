import type { OpenPdf, PdfPage } from './pdf-document.js';

type Matrix = [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * The share of a page that its largest picture covers, 0–1. A scanned page is one picture, whatever few words (a stamp,
 * a page number) were laid on it later.
 */
export async function largestPictureShare({ library }: OpenPdf, page: PdfPage): Promise<number> {
  const { OPS, Util } = library;
  const { width, height } = page.getViewport({ scale: 1 });
  const { fnArray, argsArray } = await page.getOperatorList();
  const drawsPicture = new Set<number>([
    OPS.paintImageXObject,
    OPS.paintInlineImageXObject,
    OPS.paintImageMaskXObject,
  ]);
  const saved: Matrix[] = [];
  let matrix = IDENTITY;
  let largest = 0;
  fnArray.forEach((operator, index) => {
    if (operator === OPS.save) saved.push(matrix);
    else if (operator === OPS.restore) matrix = saved.pop() ?? IDENTITY;
    else if (operator === OPS.transform)
      matrix = Util.transform(matrix, argsArray[index] as Matrix) as Matrix;
    else if (drawsPicture.has(operator)) largest = Math.max(largest, area(matrix));
  });
  return Math.min(1, largest / (width * height));
}

/** A picture fills the unit square of its coordinates. */
function area([a, b, c, d]: Matrix): number {
  return Math.abs(a * d - b * c);
}
