import { readDelimited } from '../../files/csv.js';
import type { ReadStatement } from '../statement/statement.js';
import { readGrid } from './read-grid.js';

/**
 * Reads a CSV file; delimiter, headings, lines around the table and number style are found out.
 *
 * @throws Failure `unreadable`, `too_large`
 */
export function readCsv(text: string): ReadStatement {
  return readGrid(readDelimited(text), 'csv');
}
