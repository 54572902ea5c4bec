import { parse } from 'csv-parse/sync';
import { Failure } from '../../../platform/failure.js';
import type { ReadStatement } from '../statement/statement.js';
import type { Grid } from './grid.js';
import { readGrid } from './read-grid.js';

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_CHARACTERS = 64 * 1024;
const MAXIMUM_ROWS = 500_000;
/** One field longer than this is no bank statement's. */
const MAXIMUM_FIELD = 64 * 1024;

/**
 * Reads a CSV file; delimiter, headings, lines around the table and number style are found out.
 *
 * @throws Failure `unreadable`, `too_large`
 */
export function readCsv(text: string): ReadStatement {
  const delimiter = detectDelimiter(text.slice(0, SAMPLE_CHARACTERS));
  return readGrid(parseRows(text, delimiter), 'csv');
}

/** The delimiter under which the most lines have the same number of fields, more fields counting more. */
function detectDelimiter(sample: string): string {
  const complete = sample.length < SAMPLE_CHARACTERS ? sample : sample.slice(0, sample.lastIndexOf('\n'));
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: regularity(complete, delimiter) }));
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function regularity(sample: string, delimiter: string): number {
  let rows: Grid;
  try {
    rows = parseRows(sample, delimiter);
  } catch {
    return 0;
  }
  const counts = new Map<number, number>();
  for (const row of rows) if (row.length > 1) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [width = 1, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return (count / Math.max(1, rows.length)) * Math.min(width, 4);
}

function parseRows(text: string, delimiter: string): string[][] {
  let rows: string[][];
  try {
    rows = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: MAXIMUM_FIELD * 16,
      to: MAXIMUM_ROWS + 1,
    });
  } catch (error) {
    throw new Failure('unreadable', 'The file is no table of fields: quotes or lines are broken.', {
      cause: error,
    });
  }
  if (rows.length > MAXIMUM_ROWS)
    throw new Failure('too_large', `The file has more than ${MAXIMUM_ROWS.toLocaleString('en')} lines.`);
  return rows;
}
