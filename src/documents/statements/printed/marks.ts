import { withoutAccents } from '../dates/date-text.js';

const CREDIT_MARK =
  /^(?:cr|cr\.|c|h|k|\+|bij|credit|haben|credito|avere|entrata|deposit|in|crdt|gutschrift|income|收入)$/u;
const DEBIT_MARK =
  /^(?:dr|dr\.|d|s|-|−|–|af|debit|soll|debito|dare|uscita|withdrawal|out|dbit|lastschrift|expense|debet|支出)$/u;

/** What a mark of direction says, alone in its cell: `CR`, `D`, `S`, `Bij`; null for anything else. */
export function creditOrDebit(text: string): 'debit' | 'credit' | null {
  const mark = withoutAccents(text).replace(/[()]/gu, '').trim();
  if (CREDIT_MARK.test(mark)) return 'credit';
  return DEBIT_MARK.test(mark) ? 'debit' : null;
}
