import type { Word } from '../../../text/text-document.js';

/** Words of one row that stand close to each other. */
export interface Cell {
  text: string;
  x0: number;
  x1: number;
}

/** A gap wider than this, in font sizes, parts cells. */
const CELL_GAP = 1.4;

/** The cells of a row, from the left. */
export function cellsOf(words: readonly Word[]): Cell[] {
  const cells: Word[][] = [];
  for (const word of [...words].sort((a, b) => a.box[0] - b.box[0])) {
    const last = cells.at(-1)?.at(-1);
    if (last && word.box[0] - last.box[2] <= CELL_GAP * word.fontSize) cells.at(-1)!.push(word);
    else cells.push([word]);
  }
  return cells.map((part) => ({
    text: part.map(({ text }) => text).join(' '),
    x0: part[0]!.box[0],
    x1: part.at(-1)!.box[2],
  }));
}
