import type { Line, TextPage, Word } from '../../text/text-document.js';
import { wordsToLines } from '../../text/text-lines.js';
import { RANGE_LABEL } from './cards.js';
import { splitIntoCells } from './cells.js';
import { parseInterval } from './ranges.js';

/** Space left of the cards of a column, in points. */
const MARGIN = 4;
/** The name of a card stands so far above its reference, in font sizes. */
const NAME_REACH = 2.6;

/**
 * The columns of a page of cards that stand beside each other, as portals print them: lines that say `Normal range:` more than once, each in
 * the same place. What stands above and below the cards comes back as parts of their own; any other page as it is.
 */
export function splitCardColumns(page: TextPage): TextPage[] {
  const labelled = page.lines.filter((line) => labelStarts(line).length > 1);
  const gutters = (labelled[0] ? labelStarts(labelled[0]) : []).slice(1).map((start) => start - MARGIN);
  const [first, last] = [labelled[0], labelled.at(-1)];
  if (!first || !last || gutters.length === 0) return [page];
  const top = first.baseline - NAME_REACH * first.fontSize;
  const crosses = (word: Word): boolean => gutters.some((x) => word.box[0] < x && word.box[2] > x);
  const bottom = Math.min(
    Infinity,
    ...page.words
      .filter((word) => word.baseline > last.baseline && crosses(word))
      .map(({ baseline }) => baseline),
  );
  const within = page.words.filter(({ baseline }) => baseline > top && baseline < bottom - 1);
  if (within.some(crosses)) return [page];
  const edges = [-Infinity, ...gutters, Infinity];
  const columns = edges
    .slice(1)
    .map((edge, index) => within.filter(({ box }) => box[0] >= (edges[index] ?? 0) && box[0] < edge));
  const above = page.words.filter(({ baseline }) => baseline <= top);
  const below = page.words.filter(({ baseline }) => baseline >= bottom - 1);
  return [above, ...columns, below]
    .filter((words) => words.length > 0)
    .map((words) => ({ ...page, words, lines: wordsToLines(words) }));
}

/** Where references begin that say so and stand right behind their label; alone it may be the heading of a column. */
function labelStarts(line: Line): number[] {
  const isLabelled = (text: string): boolean =>
    RANGE_LABEL.test(text) && parseInterval(text.replace(RANGE_LABEL, ''), 'unknown') !== null;
  return splitIntoCells(line).flatMap(({ text, box }) => (isLabelled(text) ? [box[0]] : []));
}
