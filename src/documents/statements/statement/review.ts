import type { ProvedAccount } from './proof.js';
import type { AccountStatement } from './statement.js';

/** Why each transaction should be looked at; an empty list for those that need not. */
export function reviewReasons(statement: AccountStatement, proved: ProvedAccount): string[][] {
  const misplaced = datesOutOfPlace(statement);
  return statement.transactions.map((transaction, index) => [
    ...transaction.doubts,
    ...(transaction.date === null && transaction.doubts.length === 0 ? ['no date could be read'] : []),
    ...(misplaced.get(index) ?? []),
    ...(proved.suspected.has(index) ? ['the printed balances around it do not agree with this amount'] : []),
    ...(proved.confirmed.has(index) || proved.suspected.has(index)
      ? []
      : ['no figure in the document confirms this amount']),
  ]);
}

/** At most this share of the rows may be out of order for the order to mean something. */
const EXCEPTIONS = 0.1;
const DAY_MS = 86_400_000;
/** Postings of before the period and of after its end are printed now and then. */
const PERIOD_TOLERANCE_DAYS = 62;

function datesOutOfPlace({ transactions, period }: AccountStatement): Map<number, string[]> {
  const found = new Map<number, string[]>();
  const add = (index: number, reason: string): void =>
    void found.set(index, [...(found.get(index) ?? []), reason]);
  for (const index of exceptionsFromOrder(transactions.map(({ date }) => date)))
    add(index, 'its date stands out of the order of the other rows');
  transactions.forEach(({ date }, index) => {
    if (!date || !period.from || !period.to) return;
    const early = (Date.parse(period.from) - Date.parse(date)) / DAY_MS;
    const late = (Date.parse(date) - Date.parse(period.to)) / DAY_MS;
    if (early > PERIOD_TOLERANCE_DAYS || late > 0)
      add(index, 'its date lies outside the period of the statement');
  });
  return found;
}

/** The rows that break an order which nearly all others keep, oldest or newest first. */
function exceptionsFromOrder(dates: readonly (string | null)[]): number[] {
  const rising = outOfOrder(dates, (earlier, later) => earlier <= later);
  const falling = outOfOrder(dates, (earlier, later) => earlier >= later);
  const exceptions = rising.length <= falling.length ? rising : falling;
  return exceptions.length <= Math.max(1, EXCEPTIONS * dates.length) ? exceptions : [];
}

function outOfOrder(dates: readonly (string | null)[], inOrder: (a: string, b: string) => boolean): number[] {
  const known = dates.flatMap((date, index) => (date ? [{ date, index }] : []));
  return known
    .filter(({ date }, position) => {
      const [before, after] = [known[position - 1], known[position + 1]];
      if (before && after && inOrder(before.date, after.date))
        return !(inOrder(before.date, date) && inOrder(date, after.date));
      if (before && !after) return !inOrder(before.date, date);
      if (after && !before) return !inOrder(date, after.date);
      return false;
    })
    .map(({ index }) => index);
}
