import { blocksOfPages } from '../../layout/index.js';
import type { TextDocument, TextPage, Word } from '../../text/index.js';

/** Every row has as many cells as the table has columns; a cell without text is empty. */
export interface GenericTable {
  page: number;
  rows: string[][];
}

export interface KeyValue {
  key: string;
  value: string;
  page: number;
}

/** What is read from any document: its text, what it labels, and what stands in columns. */
export interface GenericData {
  text: string;
  pages: number;
  words: number;
  key_values: KeyValue[];
  tables: GenericTable[];
}

const MOST_PAIRS = 500;
const CELL_GAP = 1.6;
/** A label is a few words; what is longer before a colon is a sentence. */
const MOST_WORDS_OF_KEY = 6;
const LABELLED = /^\s*(\p{L}[^:\n]{1,39}?)\s*:\s+(\S.{0,200})$/u;
const LED = /^\s*(\p{L}[^\n]{1,39}?)\s*(?:\.{3,}|(?:\s\.){3,}|_{3,})\s*(\S.{0,200})$/u;

/** Text, key–value pairs and tables of a PDF or picture. */
export function readGeneric(document: TextDocument): GenericData {
  const text = document.pages.map((page) => page.lines.map((line) => line.text).join('\n')).join('\n\f\n');
  return {
    text,
    pages: document.pages.length,
    words: document.pages.reduce((count, page) => count + page.words.length, 0),
    key_values: document.pages.flatMap(pairsOf).slice(0, MOST_PAIRS),
    tables: blocksOfPages(document.pages).flatMap((block) =>
      block.type === 'table' ? [{ page: block.page, rows: block.rows }] : [],
    ),
  };
}

/** The text and the pairs of a text file. */
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

function pairsOf(page: TextPage): KeyValue[] {
  return page.lines.flatMap((line) => {
    const cells = splitCells(line.words).map((words) => words.map((word) => word.text).join(' '));
    const pairs: Omit<KeyValue, 'page'>[] = [];
    for (let index = 0; index < cells.length; index += 1) {
      const whole = pairIn(cells[index]!);
      const next = cells[index + 1];
      if (whole) pairs.push(whole);
      else if (isLabel(cells[index]!) && next && !next.endsWith(':')) {
        pairs.push({ key: cells[index]!.slice(0, -1).trim(), value: next });
        index += 1;
      }
    }
    return pairs.map((pair) => ({ ...pair, page: page.number }));
  });
}

function isLabel(text: string): boolean {
  return /^[^:]{2,40}:$/u.test(text) && isShort(text);
}

function isShort(key: string): boolean {
  return key.trim().split(/\s+/u).length <= MOST_WORDS_OF_KEY;
}

/** `Invoice no.: 1207`, `Total ..... 14.00`; a whole number behind dots is a page in a table of contents. */
function pairIn(text: string): Omit<KeyValue, 'page'> | null {
  const match = LABELLED.exec(text) ?? LED.exec(text);
  const isOfContents = match && !text.includes(':') && /^\d{1,4}$/u.test(match[2]!);
  return match && !isOfContents && isShort(match[1]!)
    ? { key: match[1]!.trim(), value: match[2]!.trim() }
    : null;
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
