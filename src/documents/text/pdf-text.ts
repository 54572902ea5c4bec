import type { PdfLibrary, PdfPage } from './pdf-document.js';
import { repairWords, splitIntoWords, type PlacedText } from './pdf-words.js';
import { inLogicalOrder } from './right-to-left.js';
import type { Rectangle } from './suspect-text.js';
import type { Box, TextPage, Word } from './text-document.js';
import { wordsToLines } from './text-lines.js';

type Matrix = [number, number, number, number, number, number];

/** Bold faces by their names; `Medi` and `CMBX` are those of TeX. */
const BOLD = /bold|black|heavy|demi|-medi(?:$|ital)|^(?:[A-Z]{6}\+)?(?:cmbx|sfbx)/iu;
/** Nobody can read type below one point. */
const SMALLEST = 1;
/** Text turned further than this (radians, about 3°) is not part of a row. */
const UPRIGHT_TOLERANCE = 0.05;

export interface Visibility {
  /** Whether anything can be seen in a box; words where nothing can are put aside. */
  isSeen?: (box: Box) => boolean;
  /** Opaque areas drawn over text, in the coordinates of the PDF: of words on words there, only the last is seen. */
  covered?: readonly Rectangle[];
}

/** Reads the text that a page of a PDF carries, with the place of every word. Nothing is drawn. */
export async function readPageText(
  pdf: PdfLibrary,
  page: PdfPage,
  { isSeen = () => true, covered = [] }: Visibility = {},
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
  const areas = covered.map((area) => viewport.convertToViewportRectangle(area) as Box);
  const underneath = wordsUnderneath(onPage, areas);
  const seen = new Set(
    onPage.filter((word) => !underneath.has(word) && word.fontSize >= SMALLEST && isSeen(word.box)),
  );
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

const MOST_OF_IT = 0.5;
/** Only words of about the same height (points) are compared. */
const ROW = 6;
/** A page of more than this is no page of figures that somebody changed. */
const MOST_COMPARISONS = 1_000_000;

/** Words in covered areas over which another word was written afterwards; words stand in the order of drawing. */
function wordsUnderneath(words: readonly Word[], areas: readonly Box[]): Set<Word> {
  const found = new Set<Word>();
  if (words.length * areas.length > MOST_COMPARISONS) return found;
  let comparisons = 0;
  for (const area of areas) {
    const written = new Map<number, Word[]>();
    for (const word of words.filter(({ box }) => overlap(box, sorted(area)) > MOST_OF_IT)) {
      const row = Math.floor(word.baseline / ROW);
      const earlier = [row - 1, row, row + 1].flatMap((near) => written.get(near) ?? []);
      comparisons += earlier.length;
      if (comparisons > MOST_COMPARISONS) return found;
      for (const other of earlier)
        if (other.text !== word.text && overlap(word.box, other.box) > MOST_OF_IT) found.add(other);
      const beside = written.get(row);
      if (beside) beside.push(word);
      else written.set(row, [word]);
    }
  }
  return found;
}

/** Share of the smaller box that lies in the other, 0–1. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const areaOf = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
  return (width * height) / Math.min(areaOf(a), areaOf(b));
}

const sorted = ([x0, y0, x1, y1]: Box): Box => [
  Math.min(x0, x1),
  Math.min(y0, y1),
  Math.max(x0, x1),
  Math.max(y0, y1),
];
