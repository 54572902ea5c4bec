import type { PdfLibrary, PdfPage } from './pdf-document.js';
import { repairWords, splitIntoWords, type PlacedText } from './pdf-words.js';
import { inLogicalOrder } from './right-to-left.js';
import type { Box, TextPage, Word } from './text-document.js';
import { wordsToLines } from './text-lines.js';

type Matrix = [number, number, number, number, number, number];

/** Bold faces by their names; `Medi` and `CMBX` are those of TeX. */
const BOLD = /bold|black|heavy|demi|-medi(?:$|ital)|^(?:[A-Z]{6}\+)?(?:cmbx|sfbx)/iu;
/** Text turned further than this (radians, about 3°) is not part of a row. */
const UPRIGHT_TOLERANCE = 0.05;

/**
 * Reads the text that a page of a PDF carries, with the place of every word. Nothing is drawn.
 *
 * @param isSeen whether anything can be seen in a box; words where nothing can are put aside
 */
export async function readPageText(
  pdf: PdfLibrary,
  page: PdfPage,
  isSeen: (box: Box) => boolean = () => true,
): Promise<TextPage> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  const upright: Word[] = [];
  const rotatedWords: Word[] = [];
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const matrix = pdf.Util.transform(viewport.transform, item.transform) as Matrix;
    const placed = placeText(item, matrix, {
      monospaced: content.styles[item.fontName]?.fontFamily === 'monospace',
      bold: isBold(page, item.fontName),
    });
    const words = splitIntoWords(placed);
    const isUpright = Math.abs(Math.atan2(matrix[1], matrix[0])) < UPRIGHT_TOLERANCE;
    (isUpright ? upright : rotatedWords).push(...words);
  }
  const onPage = upright.filter((word) => isOnPage(word, viewport.width, viewport.height));
  const seen = new Set(onPage.filter(({ box }) => isSeen(box)));
  const words = repairWords([...seen]);
  const hiddenWords = onPage.filter((word) => !seen.has(word));
  return {
    number: page.pageNumber,
    width: viewport.width,
    height: viewport.height,
    words,
    lines: wordsToLines(words),
    rotatedWords,
    ...(hiddenWords.length > 0 && { hiddenWords }),
  };
}

function placeText(
  item: { str: string; dir: string; width: number },
  matrix: Matrix,
  face: Pick<PlacedText, 'monospaced' | 'bold'>,
): PlacedText {
  return {
    text: inLogicalOrder(item.str, item.dir),
    x: matrix[4],
    baseline: matrix[5],
    width: item.width,
    fontSize: Math.hypot(matrix[2], matrix[3]) || 1,
    ...face,
  };
}

/** By the font's name, which is known once the operators of the page were read. */
function isBold(page: PdfPage, font: string): boolean {
  if (!page.commonObjs.has(font)) return false;
  const { name } = page.commonObjs.get(font) as { name?: string };
  return BOLD.test(name ?? '');
}

function isOnPage(word: Word, width: number, height: number): boolean {
  const [x0, y0, x1, y1] = word.box;
  return x1 > 0 && x0 < width && y1 > 0 && y0 < height;
}
