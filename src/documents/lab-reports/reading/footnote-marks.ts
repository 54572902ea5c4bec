import type { Word } from '../../text/text-document.js';

/** Marks are set at most this large beside the word they belong to. */
const LARGEST_MARK = 0.87;
/** A mark stands this near to its word, in font sizes: a space is 0.25 to 0.35 wide. */
const FARTHEST_MARK = 0.45;

/**
 * The words without raised marks that refer to a footnote or to the performing laboratory, such as the `01` in `Glucose ⁰¹`:
 * alone on their raised line they would read as results.
 */
export function withoutFootnoteMarks(words: readonly Word[]): Word[] {
  const isMark = (word: Word): boolean =>
    /^(?:\d{1,2}|[a-z]|[*†‡§]+)$/.test(word.text) && words.some((host) => isRaisedBehind(host, word));
  return words.filter((word) => !isMark(word));
}

function isRaisedBehind(host: Word, mark: Word): boolean {
  if (mark.fontSize > LARGEST_MARK * host.fontSize || !/[\p{L})\]%:]$/u.test(host.text)) return false;
  const gap = mark.box[0] - host.box[2];
  const rise = host.baseline - mark.baseline;
  return (
    gap > -0.1 * host.fontSize &&
    gap < FARTHEST_MARK * host.fontSize &&
    rise > 0.12 * host.fontSize &&
    rise < 0.75 * host.fontSize
  );
}
