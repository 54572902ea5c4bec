import { enclose, type Box, type Line, type Word } from '../../text/text-document.js';
import type { Unit } from './units.js';

/** Words that stand together, with a wider gap on both sides than a space. */
export interface Cell {
  words: Word[];
  text: string;
  box: Box;
  /** True if the cell was cut from the one before it, so there is no wide gap between them. */
  attached: boolean;
  /** Date over the column that the cell was put in, as printed. */
  date?: string;
  /** Unit that is the heading of the column. */
  unit?: Unit;
  /** For whom the interval in the cell holds, as the heading of its column says. */
  people?: string;
  /** It is the reference of the result only if it names the unit of the result. */
  inUnit?: true;
}

/** A gap of this many font sizes separates cells: a space is 0.25 to 0.6 wide, the padding of table cells 0.9 and more. */
const CELL_GAP = 0.85;

export function splitIntoCells(line: Line): Cell[] {
  const groups: Word[][] = [];
  let afterBar = false;
  for (const word of line.words) {
    if (isBar(word)) {
      afterBar = true;
      continue;
    }
    const current = groups.at(-1);
    if (current && !afterBar && !isApart(current.at(-1), word)) current.push(word);
    else groups.push([word]);
    afterBar = false;
  }
  return groups.map((words) => makeCell(words, false));
}

function isApart(before: Word | undefined, word: Word): boolean {
  if (!before) return true;
  return word.box[0] - before.box[2] >= CELL_GAP * Math.min(before.fontSize, word.fontSize);
}

/** Some reports separate columns by a drawn character. */
function isBar(word: Word): boolean {
  return /^[|¦│]+$/.test(word.text);
}

export function makeCell(words: readonly Word[], attached: boolean): Cell {
  return {
    words: [...words],
    text: words.map((word) => word.text).join(' '),
    box: enclose(words.map((word) => word.box)),
    attached,
  };
}

/** Stands in a list of words between two cells whose numbers would otherwise read as one, such as `400` and `249`. */
export const CELL_EDGE = '|';

/** The words of cells that stand side by side, with {@link CELL_EDGE} between numbers of different cells. */
export function wordsOf(cells: readonly Cell[]): string[] {
  const words = cells.flatMap((cell) =>
    cell.words.map(({ text }, index) => ({ text, startsCell: index === 0 && !cell.attached })),
  );
  return words.flatMap(({ text, startsCell }, index) =>
    startsCell && /\d$/.test(words[index - 1]?.text ?? '') && /^\d/.test(text) ? [CELL_EDGE, text] : [text],
  );
}
