import type { TextDocument, TextPage, Word } from '../../text/index.js';

export interface GenericTable {
  page: number;
  rows: string[][];
}

/** What is read from any document: its text, what it labels, and what stands in columns. */
export interface GenericData {
  text: string;
  pages: number;
  words: number;
  key_values: { key: string; value: string; page: number }[];
  tables: GenericTable[];
}

const MOST_PAIRS = 500;
const CELL_GAP = 1.6;
const COLUMN_TOLERANCE = 12;
const LEAST_ROWS = 3;

/** Text, key–value pairs and tables of a PDF. */
export function readGeneric(document: TextDocument): GenericData {
  const text = document.pages.map((page) => page.lines.map((line) => line.text).join('\n')).join('\n\f\n');
  return {
    text,
    pages: document.pages.length,
    words: document.pages.reduce((count, page) => count + page.words.length, 0),
    key_values: document.pages.flatMap(pairsOf).slice(0, MOST_PAIRS),
    tables: document.pages.flatMap(tablesOf),
  };
}

/** The same of a text file; tables are the lines of equal fields that a CSV has. */
export function readGenericText(text: string): GenericData {
  const lines = text.split(/\r?\n/u);
  const pairs = lines.flatMap((line) => pairIn(line) ?? []).map((pair) => ({ ...pair, page: 1 }));
  return {
    text,
    pages: 1,
    words: text.split(/\s+/u).filter(Boolean).length,
    key_values: pairs.slice(0, MOST_PAIRS),
    tables: [],
  };
}

function pairsOf(page: TextPage): GenericData['key_values'] {
  return page.lines.flatMap((line) => {
    const cells = splitCells(line.words).map((words) => words.map((word) => word.text).join(' '));
    const pairs: { key: string; value: string }[] = [];
    for (let index = 0; index < cells.length; index += 1) {
      const whole = pairIn(cells[index]!);
      const next = cells[index + 1];
      if (whole) pairs.push(whole);
      else if (/^[^:]{2,40}:$/u.test(cells[index]!) && next && !next.endsWith(':')) {
        pairs.push({ key: cells[index]!.slice(0, -1).trim(), value: next });
        index += 1;
      }
    }
    return pairs.map((pair) => ({ ...pair, page: page.number }));
  });
}

function pairIn(text: string): { key: string; value: string } | null {
  const match = /^\s*([\p{L}][^:\n]{1,39}?)\s*:\s+(\S.{0,200})$/u.exec(text);
  return match ? { key: match[1]!.trim(), value: match[2]!.trim() } : null;
}

/** Runs of lines with the same number of cells, at least two, that begin at the same places. */
function tablesOf(page: TextPage): GenericTable[] {
  const tables: GenericTable[] = [];
  let rows: Word[][][] = [];
  const end = (): void => {
    if (rows.length >= LEAST_ROWS)
      tables.push({
        page: page.number,
        rows: rows.map((row) => row.map((cell) => cell.map((word) => word.text).join(' '))),
      });
    rows = [];
  };
  for (const line of page.lines) {
    const cells = splitCells(line.words);
    const last = rows.at(-1);
    if (last && !(cells.length === last.length && cells.every((cell, index) => isBelow(last[index]!, cell))))
      end();
    if (cells.length >= 2) rows.push(cells);
  }
  end();
  return tables;
}

/** Aligned left, right, or overlapping. */
function isBelow(upper: readonly Word[], lower: readonly Word[]): boolean {
  const [a, b] = [extent(upper), extent(lower)];
  return (
    Math.abs(a.x0 - b.x0) <= COLUMN_TOLERANCE ||
    Math.abs(a.x1 - b.x1) <= COLUMN_TOLERANCE ||
    (a.x0 < b.x1 && b.x0 < a.x1)
  );
}

function extent(words: readonly Word[]): { x0: number; x1: number } {
  return { x0: words[0]?.box[0] ?? 0, x1: words.at(-1)?.box[2] ?? 0 };
}

function splitCells(words: readonly Word[]): Word[][] {
  const cells: Word[][] = [];
  for (const word of words) {
    const last = cells.at(-1)?.at(-1);
    if (last && word.box[0] - last.box[2] <= CELL_GAP * word.fontSize) cells.at(-1)!.push(word);
    else cells.push([word]);
  }
  return cells;
}
