import type { Line, Word } from '../text/text-document.js';

/** A strip without words is at least so wide, in font sizes; one with numbers on both sides may be narrower. */
const NARROW = 0.45;
const NARROWEST = 0.2;
/** What follows the first figures of a number whose thousands are parted by a blank. */
const THOUSANDS = /^\d{3}(?!\d)/u;
/** Rows that must have words on both sides of it, and numbers on one. */
const FILLED = 0.6;
const NUMBER = /^[^\p{L}]*\d[^\p{L}]*\p{L}{0,2}$/u;

/** Places where columns of numbers part from their neighbours, though the gap is no wider than between words. */
export function columnEdges(lines: readonly Line[]): number[] {
  const rows = lines.map(({ words }) => words).filter((words) => words.length > 1);
  if (rows.length < 3) return [];
  const size = Math.max(...lines.map(({ fontSize }) => fontSize));
  return clearStrips(rows.flat(), rows.length)
    .filter(({ from, to }) => partsNumbers(rows, (from + to) / 2, (to - from) / size))
    .map(({ from, to }) => (from + to) / 2);
}

interface Strip {
  from: number;
  to: number;
}

/** Stretches of the width that no word covers; one row may reach into them, as a title over columns does. */
function clearStrips(words: readonly Word[], rows: number): Strip[] {
  const tolerated = rows >= 5 ? 1 : 0;
  const ends = words
    .flatMap(({ box }) => [
      { x: box[0], change: 1 },
      { x: box[2], change: -1 },
    ])
    .sort((a, b) => a.x - b.x || a.change - b.change);
  const strips: Strip[] = [];
  let covering = 0;
  ends.forEach(({ x, change }, index) => {
    covering += change;
    const next = ends[index + 1];
    if (!next || covering > tolerated || next.x <= x) return;
    const last = strips.at(-1);
    if (last && last.to === x) last.to = next.x;
    else strips.push({ from: x, to: next.x });
  });
  return strips;
}

function partsNumbers(rows: readonly Word[][], edge: number, width: number): boolean {
  if (width < NARROWEST) return false;
  const beside = rows.map((words) => ({
    left: words.filter(({ box }) => box[2] <= edge).at(-1),
    right: words.find(({ box }) => box[0] >= edge),
  }));
  const both = beside.filter(({ left, right }) => left && right);
  if (both.length < FILLED * rows.length) return false;
  const most = FILLED * both.length;
  const numbers = (side: 'left' | 'right'): number =>
    both.filter((row) => NUMBER.test(row[side]!.text)).length;
  const [left, right] = [numbers('left'), numbers('right')];
  if (width >= NARROW) return Math.max(left, right) >= most;
  return Math.min(left, right) >= most && !both.every(({ right: next }) => THOUSANDS.test(next!.text));
}
