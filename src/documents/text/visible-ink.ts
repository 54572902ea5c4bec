import type { OpenPdf, PdfPage } from './pdf-document.js';
import { drawPage } from './recognition/draw-page.js';
import type { Box } from './text-document.js';

const DOTS_PER_INCH = 108;
/** Of 255: a word whose box is more even than this shows nothing to the eye. */
const VISIBLE_CONTRAST = 20;

/** Draws the page, and tells whether anything can be seen in a box (in points). */
export async function inkOf(pdf: OpenPdf, page: PdfPage): Promise<(box: Box) => boolean> {
  const picture = await drawPage(pdf, page, DOTS_PER_INCH);
  const scale = picture.width / page.getViewport({ scale: 1 }).width;
  return (box) => {
    const [x0, y0, x1, y1] = box.map((edge) => Math.round(edge * scale)) as Box;
    let [darkest, brightest] = [255, 0];
    for (let y = Math.max(0, y0); y < Math.min(picture.height, y1); y++)
      for (let x = Math.max(0, x0); x < Math.min(picture.width, x1); x++) {
        const value = picture.pixels[y * picture.width + x]!;
        if (value < darkest) darkest = value;
        if (value > brightest) brightest = value;
      }
    return brightest - darkest > VISIBLE_CONTRAST;
  };
}
