import { withoutAccents } from '../dates/date-text.js';
import { sumOfSide } from '../statement/proof.js';
import type { AccountStatement, Figure, PrintedSum } from '../statement/statement.js';
import type { UnreadFigure } from './accounts.js';
import { isOneDigitOff } from './misprint.js';

const SUM_WORDS =
  /\b(?:balance|total|sum|saldo|solde|kontostand|summe|umsatz|bakiye|zustatek|suma|summa|totaal|totale|money (?:in|out)|paid (?:in|out)|opening|closing|beginning|ending|deposits?|withdrawals?|credits?|debits?)\b/u;
const IRRELEVANT =
  /\b(?:limit|available|minimum|average|interest rate|apr|aer|overdraft|year|ytd|due|reward|points|insured|guarantee|fee)\b/u;

/** Figures that are called a balance or a sum and are none that was read: nothing was compared with them. */
export function uncomparedFigures(
  unread: readonly UnreadFigure[],
  account: Omit<AccountStatement, 'uncompared'>,
): Figure[] {
  const { opening, closing, totals, waypoints, transactions, sums = [] } = account;
  const known = new Set(
    [
      ...[opening, closing, ...totals, ...waypoints, ...sums.map(({ figure }) => figure)].flatMap(
        (figure) => figure?.value ?? [],
      ),
      ...transactions.flatMap(({ amount, balance }) => [amount, ...(balance ? [balance] : [])]),
    ].map((value) => value.abs().toFixed()),
  );
  return unread.filter(
    (figure) => isCalledSum(figure) && !figure.value.eq(0) && !known.has(figure.value.abs().toFixed()),
  );
}

function isCalledSum({ label }: Figure): boolean {
  const words = withoutAccents(label);
  return SUM_WORDS.test(words) && !IRRELEVANT.test(words);
}

/** Large figures are one digit apart by chance so seldom that their words do not matter. */
const LARGE = 1000;
const mayBeSum = (figure: Figure): boolean =>
  isCalledSum(figure) || (figure.value.abs().gte(LARGE) && !IRRELEVANT.test(withoutAccents(figure.label)));

/** Figures called a balance or a sum that would be one of the known ones if a single digit were another. */
export function misprintedFigures(
  unread: readonly UnreadFigure[],
  { opening, closing, transactions }: Pick<AccountStatement, 'opening' | 'closing' | 'transactions'>,
): PrintedSum[] {
  const amounts = transactions.map(({ amount }) => amount);
  const known = [
    ...[opening, closing].flatMap((figure) => figure?.value ?? []),
    sumOfSide(amounts, 'credits'),
    sumOfSide(amounts, 'debits'),
  ].map((value) => value.abs());
  return unread.filter(mayBeSum).flatMap((figure) => {
    const value = figure.value.abs();
    if (known.some((other) => other.eq(value))) return [];
    const expected = known.find((other) => isOneDigitOff(other, value));
    return expected ? [{ figure: { ...figure, value }, expected }] : [];
  });
}
