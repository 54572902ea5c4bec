import { inReadingOrder } from '../text/right-to-left.js';
import type { Word } from '../text/text-document.js';
import { BULLET } from './list-marks.js';

/** Words of one row that stand close to each other. */
export interface Cell {
  text: string;
  words: Word[];
  x0: number;
  x1: number;
}

/** A gap wider than this, in font sizes, parts cells. */
const CELL_GAP = 1.4;

/**
 * The cells of a row, from the left.
 *
 * @param edges places between columns, which part cells however narrow the gap is
 */
export function cellsOf(words: readonly Word[], edges: readonly number[] = []): Cell[] {
  const cells: Word[][] = [];
  for (const word of [...words].sort((a, b) => a.box[0] - b.box[0])) {
    const last = cells.at(-1)?.at(-1);
    if (last && (!isApart(last, word, edges) || isMark(cells))) cells.at(-1)!.push(word);
    else cells.push([word]);
  }
  return cells.map((part) => ({
    text: inReadingOrder(part),
    words: part,
    x0: part[0]!.box[0],
    x1: part.at(-1)!.box[2],
  }));
}

function isApart(left: Word, right: Word, edges: readonly number[]): boolean {
  if (right.box[0] - left.box[2] > CELL_GAP * right.fontSize) return true;
  return edges.some((edge) => edge >= left.box[2] && edge <= right.box[0]);
}

/** The mark of a list item stands apart from it and is no cell. */
function isMark(cells: readonly Word[][]): boolean {
  const words = cells.flat();
  return words.length === 1 && words[0]!.text.length === 1 && BULLET.test(`${words[0]!.text} `);
}
