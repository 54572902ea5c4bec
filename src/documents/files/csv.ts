import { parse } from 'csv-parse/sync';
import { Failure } from '../../platform/failure.js';

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_CHARACTERS = 64 * 1024;
const FEWEST_PAIRS = 3;
const MAXIMUM_ROWS = 200_000;
/** One field longer than this is no table's. */
const MAXIMUM_FIELD = 64 * 1024;

/**
 * The fields of a CSV file, line by line; the delimiter is found out.
 *
 * @throws Failure `unreadable`, `too_large`
 */
export function readDelimited(text: string): string[][] {
  return joinBroken(parseRows(text, detectDelimiter(text.slice(0, SAMPLE_CHARACTERS))));
}

/**
 * Some banks write line breaks into fields without quotes: what is left of such a row stands in the lines below, and is joined
 * where the pieces have just the fields of a whole row. Rows keep their line numbers; lines that were joined are empty.
 */
function joinBroken(rows: string[][]): string[][] {
  const width = fullWidth(rows);
  const first = rows.findIndex(({ length }) => length === width);
  for (let index = first + 1; index < rows.length && width > 2; index += 1) {
    let joined = rows[index]!;
    let last = index;
    while (joined.length < width && BEGINS_ROW.test(joined[0]!) && last + 1 < rows.length) {
      const next = rows[last + 1]!;
      if (joined.length + next.length - 1 > width || next.join('') === '') break;
      joined = [...joined.slice(0, -1), `${joined.at(-1)} ${next[0]}`, ...next.slice(1)];
      last += 1;
    }
    if (joined.length !== width || last === index) continue;
    rows.fill([''], index + 1, last + 1);
    rows[index] = joined;
  }
  return rows;
}

/** A date or a number. */
const BEGINS_ROW = /^\s*"?\d/u;

/** The largest number of fields that several rows have. */
function fullWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return Math.max(0, ...[...counts].filter(([, count]) => count > 1).map(([length]) => length));
}

/** Whether most lines of a text have the same number of fields under one delimiter: three or more, or all of them two. */
export function hasFields(text: string): boolean {
  const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
  return DELIMITERS.some((delimiter) => {
    const tally = new Map<number, number>();
    for (const line of lines) {
      const count = line.replace(/"(?:[^"]|"")*"/gu, '').split(delimiter).length;
      tally.set(count, (tally.get(count) ?? 0) + 1);
    }
    const wide = [...tally].filter(([count]) => count >= 3).map(([, often]) => often);
    return Math.max(0, ...wide) * 2 > lines.length || isOfPairs(lines, tally, delimiter);
  });
}

/** In prose a blank follows a comma, and not every line has one. */
function isOfPairs(lines: readonly string[], tally: ReadonlyMap<number, number>, delimiter: string): boolean {
  return (
    lines.length >= FEWEST_PAIRS &&
    tally.get(2) === lines.length &&
    !lines.some((line) => line.includes(`${delimiter} `))
  );
}

/** The delimiter under which the most lines have the same number of fields, more fields counting more. */
function detectDelimiter(sample: string): string {
  const complete = sample.length < SAMPLE_CHARACTERS ? sample : sample.slice(0, sample.lastIndexOf('\n'));
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: regularity(complete, delimiter) }));
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function regularity(sample: string, delimiter: string): number {
  let rows: string[][];
  try {
    rows = parseRows(sample, delimiter);
  } catch {
    return 0;
  }
  const counts = new Map<number, number>();
  for (const row of rows) if (row.length > 1) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [width = 1, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const trust = delimiter === ',' && isDecimal(sample) ? DECIMAL_TRUST : 1;
  return trust * (count / Math.max(1, rows.length)) * Math.min(width, 4);
}

const DECIMAL_TRUST = 0.2;

/** Nearly all commas stand before the two decimals of an amount. */
function isDecimal(sample: string): boolean {
  const commas = sample.split(',').length - 1;
  const decimals = (sample.match(/\d,\d{2}(?!\d)/gu) ?? []).length;
  return decimals > 0.8 * commas;
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
