import { readDelimited } from '../../../files/csv.js';
import { readWorkbook } from '../../../files/workbook.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import type { ReadDocument } from '../converted.js';

/** A CSV file as one table. */
export async function readCsvTable({ text }: OpenedDocument): Promise<ReadDocument> {
  const rows = trim(readDelimited(text()));
  return { type: 'csv', pages: 1, blocks: rows.length > 0 ? [{ type: 'table', rows, page: 1 }] : [] };
}

/** Each sheet of a workbook as a heading and its tables, which blank rows part; sheets count as pages. */
export async function readXlsxTables({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const blocks: Block[] = [];
  const warnings: string[] = [];
  let pages = 0;
  for (const { name, hidden, rows } of readWorkbook(bytes)) {
    pages++;
    if (hidden) warnings.push(`The sheet "${name}" is hidden in the workbook.`);
    const tables = split(rows).map(trim);
    if (tables.length === 0) continue;
    if (name) blocks.push({ type: 'heading', level: 2, text: name, page: pages });
    for (const table of tables) blocks.push(asBlock(table, pages));
  }
  return { type: 'xlsx', pages, blocks, warnings };
}

/** A single cell is a line of words, not a table. */
function asBlock(rows: string[][], page: number): Block {
  const [first] = rows;
  if (rows.length === 1 && first?.length === 1) return { type: 'paragraph', text: first[0]!, page };
  return { type: 'table', rows, page };
}

function split(rows: readonly string[][]): string[][][] {
  const parts: string[][][] = [[]];
  for (const row of rows) {
    if (row.every((cell) => cell.trim() === '')) {
      if (parts.at(-1)!.length > 0) parts.push([]);
    } else parts.at(-1)!.push(row);
  }
  return parts.filter((part) => part.length > 0);
}

/** Without blank rows, and without columns that are blank throughout at either side. */
function trim(rows: readonly string[][]): string[][] {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  const used = (cell: string | undefined): boolean => (cell ?? '').trim() !== '';
  const width = filled.reduce((most, row) => Math.max(most, row.findLastIndex(used) + 1), 0);
  const first = filled.reduce((least, row) => Math.min(least, row.findIndex(used)), width);
  return filled.map((row) =>
    Array.from({ length: width - first }, (_, index) => (row[first + index] ?? '').trim()),
  );
}
