import { withoutAccents } from '../dates/date-text.js';
import type { AccountStatement, Figure } from '../statement/statement.js';
import type { UnreadFigure } from './accounts.js';

const SUM_WORDS =
  /\b(?:balance|total|sum|saldo|solde|kontostand|summe|umsatz|bakiye|zustatek|suma|summa|totaal|totale|money (?:in|out)|paid (?:in|out)|opening|closing|beginning|ending|deposits?|withdrawals?|credits?|debits?)\b/u;
const IRRELEVANT =
  /\b(?:limit|available|minimum|average|interest rate|apr|aer|overdraft|year|ytd|due|reward|points|insured|guarantee|fee)\b/u;

/** Figures that are called a balance or a sum and are none that was read: nothing was compared with them. */
export function uncomparedFigures(
  unread: readonly UnreadFigure[],
  { opening, closing, totals, waypoints, transactions }: Omit<AccountStatement, 'uncompared'>,
): Figure[] {
  const known = new Set(
    [
      ...[opening, closing, ...totals, ...waypoints].flatMap((figure) => figure?.value ?? []),
      ...transactions.flatMap(({ amount, balance }) => [amount, ...(balance ? [balance] : [])]),
    ].map((value) => value.abs().toFixed()),
  );
  return unread.filter(({ value, label }) => {
    const words = withoutAccents(label);
    const isSum = SUM_WORDS.test(words) && !IRRELEVANT.test(words);
    return isSum && !value.eq(0) && !known.has(value.abs().toFixed());
  });
}
