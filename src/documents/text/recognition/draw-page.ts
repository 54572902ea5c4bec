import type { Canvas } from '@napi-rs/canvas';

import type { OpenPdf, PdfPage } from '../pdf-document.js';
import { DOTS_PER_INCH, fromRgba, type Picture } from './picture.js';

interface CanvasEntry {
  canvas: Canvas;
  context: ReturnType<Canvas['getContext']>;
}

interface CanvasFactory {
  create(width: number, height: number): CanvasEntry;
  destroy(entry: CanvasEntry): void;
}

/** Whatever size a page claims to have, no more pixels than these are drawn (A3 at the density above has 12 million). */
const MAXIMUM_PIXELS = 12_000_000;
const POINTS_PER_INCH = 72;

/** Draws a page in grey; a page too large for the density is drawn coarser. */
export async function drawPage(pdf: OpenPdf, page: PdfPage, dotsPerInch = DOTS_PER_INCH): Promise<Picture> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(dotsPerInch / POINTS_PER_INCH, Math.sqrt(MAXIMUM_PIXELS / (width * height)));
  const viewport = page.getViewport({ scale });
  const factory = pdf.document.canvasFactory as CanvasFactory;
  const entry = factory.create(pixels(viewport.width), pixels(viewport.height));
  try {
    const { canvas } = entry;
    await page.render({ canvas: canvas as never, viewport }).promise;
    const { data } = entry.context.getImageData(0, 0, canvas.width, canvas.height);
    return await fromRgba(data, canvas.width, canvas.height);
  } finally {
    factory.destroy(entry);
  }
}

function pixels(length: number): number {
  return Math.max(1, Math.ceil(length));
}
