import type { Page } from 'tesseract.js';

import type { Word } from '../text-document.js';
import { withLostMarks } from './lost-marks.js';
import type { Picture } from './picture.js';

type RecognizedLine = NonNullable<Page['blocks']>[number]['paragraphs'][number]['lines'][number];
type RecognizedWord = RecognizedLine['words'][number];

/** The height of a line from its tallest to its lowest letters, in font sizes of common text faces. */
const LINE_HEIGHT = 0.93;
/** What rules, frames and specks on paper are read as. */
const NO_WORD = /^[|_¦‖│[\]{}~=«»“”‘’°*•·.,:;'"`\-–—\\/()<>]{0,2}$/u;
const MEANT_ALONE = /^[-–—*()]$/u;
const UNSURE = 0.3;
/** Confidence, in percent, in a number of which a mark was seen by its ink alone: a person should look at it. */
const RESTORED = 50;

/**
 * Words in points from those in pixels; what is only a rule or a speck is left out, and marks that were lost within numbers are put
 * back in, less sure than before.
 *
 * @param picture what was recognised
 */
export function wordsOf(page: Page, picture: Picture, pointsPerPixel: number): Word[] {
  const lines = (page.blocks ?? []).flatMap((block) =>
    block.paragraphs.flatMap((paragraph) => paragraph.lines),
  );
  return lines.flatMap((line) =>
    line.words
      .filter(
        (word, index, words) => isWord(word) || belongsToNumber(word, words[index - 1], words[index + 1]),
      )
      .map((word) => restoreMarks(word, picture))
      .map((word) => toWord(word, line, pointsPerPixel)),
  );
}

/** Mean confidence over letters, 0–1; 0 for a page without words. */
export function meanConfidence(words: readonly Word[]): number {
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  if (letters === 0) return 0;
  return words.reduce((sum, word) => sum + (word.confidence ?? 1) * word.text.length, 0) / letters;
}

function isWord({ text, confidence }: RecognizedWord): boolean {
  if (!NO_WORD.test(text)) return text.trim() !== '';
  return MEANT_ALONE.test(text) && confidence / 100 > UNSURE;
}

/** A comparator before a number, or a dash between two: never a speck, however unsure. */
function belongsToNumber(
  { text }: RecognizedWord,
  before?: RecognizedWord,
  behind?: RecognizedWord,
): boolean {
  if (!/^\.?\d/u.test(behind?.text ?? '')) return false;
  return /^(?:[<>]=?|[≤≥])$/u.test(text) || (/^[-–—]$/u.test(text) && /\d$/u.test(before?.text ?? ''));
}

function restoreMarks(word: RecognizedWord, picture: Picture): RecognizedWord {
  const text = withLostMarks(word.text, word.bbox, picture);
  return text === null ? word : { ...word, text, confidence: Math.min(word.confidence, RESTORED) };
}

function toWord(word: RecognizedWord, line: RecognizedLine, pointsPerPixel: number): Word {
  const { x0, y0, x1, y1 } = word.bbox;
  return {
    text: word.text,
    box: [x0 * pointsPerPixel, y0 * pointsPerPixel, x1 * pointsPerPixel, y1 * pointsPerPixel],
    fontSize: fontSize(line) * pointsPerPixel,
    baseline: baselineAt(line, (x0 + x1) / 2) * pointsPerPixel,
    confidence: Math.round(word.confidence) / 100,
  };
}

function fontSize({ rowAttributes, bbox }: RecognizedLine): number {
  const height = rowAttributes.rowHeight > 0 ? rowAttributes.rowHeight : bbox.y1 - bbox.y0;
  return Math.max(1, height / LINE_HEIGHT);
}

function baselineAt({ baseline, bbox }: RecognizedLine, x: number): number {
  const { x0, y0, x1, y1 } = baseline;
  if (x1 <= x0) return bbox.y1;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}
