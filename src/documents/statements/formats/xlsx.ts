import { Failure } from '../../../platform/failure.js';
import { readWorkbook } from '../../files/workbook.js';
import type { ReadStatement } from '../statement/statement.js';
import { readGrid } from './read-grid.js';

/**
 * Reads the first sheet of an Excel file (.xlsx) that holds a table of transactions.
 *
 * @throws Failure `unreadable`; `too_large` as {@link readWorkbook} does
 */
export function readXlsx(bytes: Uint8Array): ReadStatement {
  let failure: unknown = new Failure('unreadable', 'The workbook has no sheets.');
  for (const { rows } of readWorkbook(bytes)) {
    try {
      return readGrid(rows, 'xlsx');
    } catch (error) {
      if (!(error instanceof Failure) || error.failureClass !== 'unreadable') throw error;
      failure = error;
    }
  }
  throw failure;
}
