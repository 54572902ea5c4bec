import type { Box, TextDocument, Word } from './text-document.js';

/** Words that were recognised, by where they stand. */
export type RecognizedWords = (page: number, box: Box) => Word[];

/** Gives the recognised words whose middle lies in a box of a page; none for pages that carry their own text. */
export function recognizedWords({ pages, recognizedPages }: TextDocument): RecognizedWords {
  const wordsOf = new Map(
    pages
      .filter(({ number }) => recognizedPages.includes(number))
      .map(({ number, words }) => [number, words]),
  );
  return (page, box) => (wordsOf.get(page) ?? []).filter((word) => contains(box, word.box));
}

/** A word with a digit that is recognised with less confidence than this may have another digit, or one less. */
const SURE_OF_DIGITS = 0.8;

/** The words with digits among recognised ones that recognition is not sure of. */
export function unsureDigits(words: readonly Word[]): string[] {
  return words
    .filter(({ text, confidence = 1 }) => /\d/u.test(text) && confidence < SURE_OF_DIGITS)
    .map(({ text }) => text);
}

function contains([x0, y0, x1, y1]: Box, inner: Box): boolean {
  const [x, y] = [(inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2];
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}
