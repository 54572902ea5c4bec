import type { Line, TextPage, Word } from '../../text/text-document.js';
import { toLine, wordsToLines } from '../../text/text-lines.js';
import { splitIntoCells } from './cells.js';
import { findTableHeaders } from './columns.js';

/** Space left of the headings that begin the right column, in points. */
const MARGIN = 4;

/**
 * The columns of a page that is set like a newspaper: its tables stand beside each other on lines of their own, so that the headings of
 * one stand beside rows of the other. Any other page comes back as it is.
 */
export function splitPageColumns(page: TextPage): TextPage[] {
  const gutter = findGutter(page);
  if (gutter === null) return [page];
  const isLeft = (word: Word): boolean => (word.box[0] + word.box[2]) / 2 < gutter;
  return [page.words.filter(isLeft), page.words.filter((word) => !isLeft(word))].map((words) => ({
    ...page,
    words,
    lines: wordsToLines(words),
  }));
}

/** Where the right column begins: left of headings that stand right of all of another table. */
function findGutter(page: TextPage): number | null {
  for (const line of page.lines) {
    const start = startOfHeadings(line);
    if (start === null) continue;
    const gutter = start - MARGIN;
    if (page.lines.some((other) => hasHeadings(partLeftOf(other, gutter))) && isFree(page, gutter, line))
      return gutter;
  }
  return null;
}

function startOfHeadings(line: Line): number | null {
  const cells = splitIntoCells(line);
  const start = cells.find((cell, index) =>
    hasHeadings(
      cells.slice(index).flatMap(({ words }) => words),
      cell.box[0],
    ),
  );
  return start?.box[0] ?? null;
}

/** True for headings of a table; with `start`, of one whose first heading stands there. */
function hasHeadings(words: readonly Word[], start?: number): boolean {
  if (words.length === 0) return false;
  return findTableHeaders(toLine(words)).some(({ columns }) => {
    const first = columns[0]?.x0 ?? 0;
    return columns.length > 2 && first > 0 && (start === undefined || first === start);
  });
}

function partLeftOf(line: Line, gutter: number): Word[] {
  return line.words.filter((word) => word.box[2] < gutter);
}

/** No word below the first headings reaches over the gutter. */
function isFree(page: TextPage, gutter: number, headings: Line): boolean {
  const tops = page.lines
    .filter((line) => hasHeadings(partLeftOf(line, gutter)))
    .map((line) => line.baseline);
  const top = Math.min(headings.baseline, ...tops);
  return page.words.every(
    (word) => word.baseline < top - 1 || word.box[2] <= gutter || word.box[0] >= gutter,
  );
}
