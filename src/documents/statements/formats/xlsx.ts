import { Failure } from '../../../platform/failure.js';
import { readWorkbook } from '../../files/workbook.js';
import type { ReadStatement } from '../statement/statement.js';
import { readGrid } from './read-grid.js';

/**
 * Reads the sheets of an Excel file (.xlsx) that hold a table of transactions, each as an account of its own.
 *
 * @throws Failure `unreadable`; `too_large` as {@link readWorkbook} does
 */
export function readXlsx(bytes: Uint8Array): ReadStatement {
  let failure: unknown = new Failure('unreadable', 'The workbook has no sheets.');
  const read: ReadStatement[] = [];
  for (const { rows } of readWorkbook(bytes)) {
    try {
      read.push(readGrid(rows, 'xlsx'));
    } catch (error) {
      if (!(error instanceof Failure) || error.failureClass !== 'unreadable') throw error;
      failure = error;
    }
  }
  if (read.length === 0) throw failure;
  return {
    format: 'xlsx',
    accounts: read.flatMap(({ accounts }) => accounts),
    warnings: [...new Set(read.flatMap(({ warnings }) => warnings))],
  };
}
