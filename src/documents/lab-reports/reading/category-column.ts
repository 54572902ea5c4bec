import type { Line } from '../../text/text-document.js';
import { toLine } from '../../text/text-lines.js';
import { isKnownName } from '../knowledge/lookup.js';
import { splitIntoCells, type Cell } from './cells.js';

/** So many rows must show that the first column says what kind of analyte the second names. */
const FEWEST_ROWS = 3;
const MOST = 0.6;
/** Points by which the cells of a column may stand apart. */
const ALIGNED = 3;

interface CategorizedRow {
  category: Cell;
  name: Cell;
}

/** `Heart  Apolipoprotein B  98 mg/dL`: the lines without the column left of the names that only groups them. */
export function withoutCategoryColumn(lines: readonly Line[]): Line[] {
  const rows = lines.map(rowOf);
  const found = rows.filter((row) => row !== null);
  const first = found.find(isCategorized);
  if (!first) return [...lines];
  const isInColumn = (row: CategorizedRow): boolean =>
    isAligned(row.category, first.category) && isAligned(row.name, first.name);
  const inColumn = found.filter(isInColumn);
  const proven = inColumn.filter(isCategorized).length;
  if (proven < FEWEST_ROWS || proven < MOST * inColumn.length) return [...lines];
  return lines.map((line, index) => {
    const row = rows[index];
    if (!row || !isInColumn(row)) return line;
    return toLine(line.words.filter((word) => !row.category.words.includes(word)));
  });
}

function rowOf(line: Line): CategorizedRow | null {
  const [category, name, value] = splitIntoCells(line);
  if (!category || !name || !value || /\d/.test(category.text)) return null;
  return /\d/.test(line.text) ? { category, name } : null;
}

function isCategorized({ category, name }: CategorizedRow): boolean {
  return (
    isKnownName(name.text) && !isKnownName(category.text) && !isKnownName(`${category.text} ${name.text}`)
  );
}

function isAligned(a: Cell, b: Cell): boolean {
  return Math.abs(a.box[0] - b.box[0]) <= ALIGNED;
}
