import type { Box, Word } from '../text/text-document.js';
import { wordsToLines } from '../text/text-lines.js';
import { cellsOf } from './cells.js';
import { joinLines } from './join-lines.js';

/** A table whose cells are drawn with rules. */
export interface RuledTable {
  box: Box;
  rows: string[][];
  words: Word[];
}

/** Rules that lie closer than this, in points, are one: double borders, borders of neighbours. */
const CLOSE = 3.5;
const FEWEST_WORDS = 4;
const AMOUNT = /^[^\p{L}]*\d[\d.,'\u00a0 %-]*(?:\s?\p{L}{1,3}|\s?[€$£%])?$/u;

/** Finds tables by their rules: lattices with two columns and two rows or more. Cells that no rule parts are one. */
export function findRuledTables(rules: readonly Box[], words: readonly Word[]): RuledTable[] {
  const level = joined(rules.filter((rule) => !isUpright(rule)));
  const upright = joined(rules.filter(isUpright).map(swap)).map(swap);
  return lattices(level, upright).flatMap(({ levels, uprights }) => {
    const table = toTable(levels, uprights, words);
    return table ? [table] : [];
  });
}

const isUpright = ([x0, y0, x1, y1]: Box): boolean => y1 - y0 > x1 - x0;
const swap = ([x0, y0, x1, y1]: Box): Box => [y0, x0, y1, x1];
const middle = (from: number, to: number): number => (from + to) / 2;

/** Level rules, those that continue each other made one. */
function joined(rules: readonly Box[]): Box[] {
  const lines: Box[] = [];
  for (const rule of [...rules].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const line = lines.find(
      ([x0, y0, x1, y1]) =>
        Math.abs(middle(y0, y1) - middle(rule[1], rule[3])) < 1.5 &&
        rule[0] <= x1 + CLOSE &&
        rule[2] >= x0 - CLOSE,
    );
    if (!line) lines.push([...rule]);
    else [line[0], line[2]] = [Math.min(line[0], rule[0]), Math.max(line[2], rule[2])];
  }
  return lines;
}

interface Lattice {
  levels: Box[];
  uprights: Box[];
}

/** Rules that meet, directly or over others. */
function lattices(level: readonly Box[], upright: readonly Box[]): Lattice[] {
  const found: Lattice[] = [];
  for (const rule of upright) {
    const met = level.filter((other) => meets(other, rule));
    const known = found.filter(({ levels }) => levels.some((other) => met.includes(other)));
    for (const lattice of known) found.splice(found.indexOf(lattice), 1);
    found.push({
      levels: [...new Set([...known.flatMap(({ levels }) => levels), ...met])],
      uprights: [...known.flatMap(({ uprights }) => uprights), rule],
    });
  }
  return found;
}

function meets([x0, y0, x1, y1]: Box, upright: Box): boolean {
  const [x, y] = [middle(upright[0], upright[2]), middle(y0, y1)];
  return x > x0 - CLOSE && x < x1 + CLOSE && y > upright[1] - CLOSE && y < upright[3] + CLOSE;
}

function toTable(levels: Box[], uprights: Box[], words: readonly Word[]): RuledTable | null {
  const xs = places(uprights.map(([x0, , x1]) => middle(x0, x1)));
  const ys = places(levels.map(([, y0, , y1]) => middle(y0, y1)));
  if (xs.length < 3 || ys.length < 3) return null;
  const inside = words.filter(
    ({ box }) => indexOf(xs, middle(box[0], box[2])) >= 0 && indexOf(ys, middle(box[1], box[3])) >= 0,
  );
  const cells = new Map<string, Word[]>();
  const add = (cell: string, found: readonly Word[]): void =>
    void cells.set(cell, [...(cells.get(cell) ?? []), ...found]);
  for (const [cell, found] of byMergedCell(inside, { xs, ys, levels, uprights }))
    for (const run of runsOf(found, cell, xs)) add(run.cell, run.words);
  const grid = ys
    .slice(1)
    .flatMap((_, row) => linesOfRow(xs.slice(1).map((__, column) => cells.get(`${row} ${column}`) ?? [])));
  const rows = withoutBlankColumns(grid.filter((row) => row.some((cell) => cell !== '')));
  if (rows.length < 2 || (rows[0]?.length ?? 0) < 2 || inside.length < FEWEST_WORDS) return null;
  return { box: [xs[0]!, ys[0]!, xs.at(-1)!, ys.at(-1)!], rows, words: inside };
}

/** Distinct places in order. */
function places(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.filter((value, index) => index === 0 || value - sorted[index - 1]! > CLOSE);
}

function indexOf(edges: readonly number[], place: number): number {
  const next = edges.findIndex((edge) => edge > place);
  return next - 1;
}

interface Grid extends Lattice {
  xs: readonly number[];
  ys: readonly number[];
}

/** Words by the cell that they stand in, `row column`. */
function byMergedCell(words: readonly Word[], grid: Readonly<Grid>): Map<string, Word[]> {
  const cells = new Map<string, Word[]>();
  for (const word of words) {
    const cell = firstOfMerged(word, grid);
    cells.set(cell, [...(cells.get(cell) ?? []), word]);
  }
  return cells;
}

/** Where a cell holds several runs of words side by side, its columns are those of the table's head. */
function runsOf(
  words: readonly Word[],
  cell: string,
  xs: readonly number[],
): { cell: string; words: readonly Word[] }[] {
  const lines = wordsToLines(words).map((line) => cellsOf(line.words));
  if (lines.every((runs) => runs.length < 2)) return [{ cell, words }];
  const [row] = cell.split(' ');
  return lines.flat().map((run) => ({ cell: `${row} ${indexOf(xs, run.x0 + 1)}`, words: run.words }));
}

/** The cell of a word, or the first of those that no rule parts from it. */
function firstOfMerged({ box }: Word, { xs, ys, levels, uprights }: Readonly<Grid>): string {
  const [x, y] = [middle(box[0], box[2]), middle(box[1], box[3])];
  let [row, column] = [indexOf(ys, y), indexOf(xs, x)];
  const isParted = (rules: readonly Box[], at: number, along: number, axis: 0 | 1): boolean =>
    rules.some(
      (rule) =>
        Math.abs(middle(rule[axis], rule[axis + 2]!) - at) <= CLOSE &&
        rule[1 - axis]! < along + 1 &&
        rule[3 - axis]! > along - 1,
    );
  while (column > 0 && !isParted(uprights, xs[column]!, middle(ys[row]!, ys[row + 1]!), 0)) column--;
  while (row > 0 && !isParted(levels, ys[row]!, middle(xs[column]!, xs[column + 1]!), 1)) row--;
  return `${row} ${column}`;
}

/** A row of a table; several where only its head is ruled and amounts stand under each other. */
function linesOfRow(cells: readonly Word[][]): string[][] {
  const lines = cells.map((words) => wordsToLines(words));
  const [guide] = lines
    .filter((column) => column.length > 1 && column.every(({ text }) => AMOUNT.test(text)))
    .sort((one, other) => other.length - one.length);
  if (!guide) return [lines.map((column) => joinLines(column.map(({ text }) => text)))];
  const starts = guide.map(({ baseline, fontSize }) => baseline - 0.5 * fontSize);
  return starts.map((start, index) =>
    lines.map((column) =>
      joinLines(
        column
          .filter(
            ({ baseline }) =>
              (index === 0 || baseline >= start) && baseline < (starts[index + 1] ?? Infinity),
          )
          .map(({ text }) => text),
      ),
    ),
  );
}

function withoutBlankColumns(rows: readonly string[][]): string[][] {
  const used = (rows[0] ?? []).map((_, column) => rows.some((row) => row[column] !== ''));
  return rows.map((row) => row.filter((_, column) => used[column]));
}
