import type { Word } from '../text/text-document.js';
import { isRightToLeft } from '../text/right-to-left.js';
import { cellsOf } from './cells.js';

/** A gutter is at least so wide, in font sizes. */
const GUTTER_WIDTH = 0.9;
/** Lines that may cross it: titles, pictures' captions, wide tables. */
const CROSSING_SHARE = 0.35;
/** Rows with words on both sides of it, of all rows that do not cross it. */
const SHARED_ROWS = 0.25;
/** Words a row on either side: fewer are cells of a table, not prose. */
const PROSE_WORDS = 3.2;
const FEWEST_ROWS = 4;
const [TABLE_ROWS, TABLE_CELLS] = [3, 3];
/** A cell is narrower than this share of its side. */
const FILLED_SHARE = 0.7;
const STEPS = 120;

/**
 * Cuts the words of a page into regions in reading order: columns of prose one after the other, what runs across all of
 * them (titles, wide tables) in its place between. Tables are left whole.
 */
export function readingRegions(words: readonly Word[]): Word[][] {
  const rows = rowsOf(words);
  const gutter = findGutter(rows);
  if (!gutter) return words.length > 0 ? [[...words]] : [];
  const regions: Word[][] = [];
  let left: Word[] = [];
  let right: Word[] = [];
  const endColumns = (): void => {
    for (const side of isRightToLeft(left.map(({ text }) => text).join('')) ? [right, left] : [left, right])
      if (side.length > 0) regions.push(...readingRegions(side));
    [left, right] = [[], []];
  };
  const wide = rowsOfWideTables(rows, gutter);
  for (const row of rows) {
    if (crosses(row, gutter) || wide.has(row)) {
      endColumns();
      const last = regions.at(-1);
      if (last && across.has(last)) last.push(...row);
      else {
        regions.push([...row]);
        across.add(regions.at(-1)!);
      }
      continue;
    }
    for (const word of row) (word.box[2] <= gutter.to ? left : right).push(word);
  }
  endColumns();
  return regions;
}

/** Regions that run across columns; rows that follow one another go into the same. */
const across = new WeakSet<Word[]>();

interface Gutter {
  from: number;
  to: number;
}

/**
 * Rows of tables that run across the columns with the gutter between two of their own columns: several in a row with three cells
 * or more, none of which fills its side as prose does.
 */
function rowsOfWideTables(rows: readonly Word[][], gutter: Gutter): Set<Word[]> {
  const found = new Set<Word[]>();
  const words = rows.flat();
  const from = Math.min(...words.map(({ box }) => box[0]));
  const to = Math.max(...words.map(({ box }) => box[2]));
  const narrowest = Math.min(gutter.from - from, to - gutter.to);
  let stretch: Word[][] = [];
  for (const row of [...rows, []]) {
    const cells = cellsOf(row);
    const isTable =
      cells.length >= TABLE_CELLS &&
      cells.some(({ x0 }) => x0 < gutter.from) &&
      cells.some(({ x1 }) => x1 > gutter.to) &&
      cells.every(({ x0, x1 }) => x1 - x0 < FILLED_SHARE * narrowest);
    if (isTable) stretch.push(row);
    else {
      if (stretch.length >= TABLE_ROWS) stretch.forEach((one) => found.add(one));
      stretch = [];
    }
  }
  return found;
}

/** Words by rows of one baseline, from the top. */
function rowsOf(words: readonly Word[]): Word[][] {
  const rows: Word[][] = [];
  for (const word of [...words].sort((a, b) => a.baseline - b.baseline)) {
    const row = rows.at(-1);
    const last = row?.[0];
    if (row && last && word.baseline - last.baseline < 0.35 * Math.min(word.fontSize, last.fontSize))
      row.push(word);
    else rows.push([word]);
  }
  return rows;
}

function findGutter(rows: readonly Word[][]): Gutter | null {
  const words = rows.flat();
  if (rows.length < FEWEST_ROWS || words.length < 20) return null;
  const from = Math.min(...words.map(({ box }) => box[0]));
  const to = Math.max(...words.map(({ box }) => box[2]));
  const size = median(words.map(({ fontSize }) => fontSize));
  const gutters = Array.from({ length: STEPS }, (_, step): Candidate => {
    const x = from + ((to - from) * step) / STEPS;
    const half = (GUTTER_WIDTH * size) / 2;
    const gutter = { from: x - half, to: x + half };
    return { step, gutter, crossing: rows.filter((row) => crosses(row, gutter)).length };
  }).slice(STEPS * 0.15, STEPS * 0.85);
  const fewest = Math.min(...gutters.map(({ crossing }) => crossing));
  if (fewest > CROSSING_SHARE * rows.length) return null;
  const runs = runsOf(gutters.filter(({ crossing }) => crossing <= fewest + 1));
  const middles = runs.map((run) => run[Math.floor(run.length / 2)]!.gutter);
  return middles.find((gutter) => partsProse(rows, gutter)) ?? null;
}

interface Candidate {
  step: number;
  gutter: Gutter;
  crossing: number;
}

/** Candidates side by side, the longest run first: the middle of a gutter cuts the fewest words. */
function runsOf(candidates: readonly Candidate[]): Candidate[][] {
  const runs: Candidate[][] = [];
  for (const candidate of candidates) {
    const run = runs.at(-1);
    if (run && run.at(-1)!.step === candidate.step - 1) run.push(candidate);
    else runs.push([candidate]);
  }
  return runs.sort((a, b) => b.length - a.length);
}

function crosses(row: readonly Word[], { from, to }: Gutter): boolean {
  return row.some(({ box }) => box[0] < to && box[2] > from);
}

function partsProse(rows: readonly Word[][], gutter: Gutter): boolean {
  const apart = rows.filter((row) => !crosses(row, gutter));
  const sides = apart.map((row) => ({
    left: row.filter(({ box }) => box[2] <= gutter.to),
    right: row.filter(({ box }) => box[0] >= gutter.from),
  }));
  const shared = sides.filter(({ left, right }) => left.length > 0 && right.length > 0).length;
  const lefts = sides.filter(({ left }) => left.length > 0);
  const rights = sides.filter(({ right }) => right.length > 0);
  if (lefts.length < FEWEST_ROWS || rights.length < FEWEST_ROWS) return false;
  // Columns whose lines do not stand level with each other share few rows, but both run over the same height.
  const overlap = heightShared(
    lefts.map(({ left }) => left[0]!),
    rights.map(({ right }) => right[0]!),
  );
  if (shared < SHARED_ROWS * apart.length && overlap < 0.3) return false;
  return (
    mean(lefts.map(({ left }) => left.length)) >= PROSE_WORDS &&
    mean(rights.map(({ right }) => right.length)) >= PROSE_WORDS
  );
}

/** The share of the taller column's height over which both columns run. */
function heightShared(left: readonly Word[], right: readonly Word[]): number {
  const span = (words: readonly Word[]): [number, number] => {
    const baselines = words.map(({ baseline }) => baseline);
    return [Math.min(...baselines), Math.max(...baselines)];
  };
  const [a, b] = [span(left), span(right)];
  const common = Math.min(a[1], b[1]) - Math.max(a[0], b[0]);
  return common / Math.max(1, Math.max(a[1] - a[0], b[1] - b[0]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
