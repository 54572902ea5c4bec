import { inReadingOrder } from './right-to-left.js';
import { enclose, type Line, type Word } from './text-document.js';

/** Largest difference of baselines within a line, in font sizes: half a superscript's rise, well under any line spacing. */
const BASELINE_TOLERANCE = 0.35;

/** Orders upright words into lines from top to bottom and left to right. */
export function wordsToLines(words: readonly Word[]): Line[] {
  const rows: Word[][] = [];
  for (const word of [...words].sort((a, b) => a.baseline - b.baseline)) {
    const row = rows.slice(-4).findLast((candidate) => sharesBaseline(candidate, word));
    if (row) row.push(word);
    else rows.push([word]);
  }
  return rows.map(toLine).sort((a, b) => a.baseline - b.baseline);
}

/** A line of words that are already known to stand side by side. */
export function toLine(words: readonly Word[]): Line {
  const ordered = [...words].sort((a, b) => a.box[0] - b.box[0]);
  const sizes = ordered.map((word) => word.fontSize).sort((a, b) => a - b);
  const baselines = ordered.map((word) => word.baseline).sort((a, b) => a - b);
  return {
    words: ordered,
    text: inReadingOrder(ordered),
    box: enclose(ordered.map((word) => word.box)),
    baseline: baselines[Math.floor(baselines.length / 2)] ?? 0,
    fontSize: sizes[Math.floor(sizes.length / 2)] ?? 0,
  };
}

function sharesBaseline(row: readonly Word[], word: Word): boolean {
  const first = row[0];
  if (!first) return false;
  return (
    Math.abs(first.baseline - word.baseline) <= BASELINE_TOLERANCE * Math.min(first.fontSize, word.fontSize)
  );
}
