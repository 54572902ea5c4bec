import { Failure } from '../../../platform/failure.js';
import type { TextDocument } from '../../text/text-document.js';
import { type DateOrder, readDate } from '../dates/date-text.js';
import { daysIn, isoDate, monthNamed } from '../dates/date-text.js';
import { resolveDates } from '../dates/resolve-dates.js';
import { detectCurrency } from '../money/currency.js';
import { detectNumberStyle, POINT_STYLE } from '../money/number-style.js';
import type { ReadStatement } from '../statement/statement.js';
import { findBank, findHolder, findMonth, findPeriods } from './account-details.js';
import { splitAccounts } from './accounts.js';
import { buildAccount, type DocumentEvidence } from './build-account.js';
import { EventReader } from './read-events.js';
import { speaksOfCreditCard } from './labels.js';

/**
 * Reads a bank or card statement from the text of a PDF.
 *
 * @throws Failure `unreadable` when no transaction and no balance can be found in it
 */
export function readPdfStatement(
  document: TextDocument,
  onPage?: (page: number, pages: number) => void,
): ReadStatement {
  const text = textOf(document);
  const style = detectNumberStyle(text) ?? POINT_STYLE;
  const { currency, candidates } = detectCurrency(text);
  const evidence = gatherEvidence(document, text, currency);
  const events = new EventReader(style).read(document, onPage);
  const accounts = splitAccounts(events).map((segment) => buildAccount(segment, evidence));
  if (!accounts.some((account) => account.transactions.length > 0 || account.opening))
    throw new Failure('unreadable', 'No transactions and no balances were found in this document. Is it a bank statement?');
  return { format: 'pdf', accounts, warnings: currencyWarnings(candidates, currency) };
}

function textOf(document: TextDocument): string {
  return document.pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n');
}

function currencyWarnings(candidates: readonly string[], currency: string | null): string[] {
  if (currency) return [];
  if (candidates.length === 0) return ['The document does not say in which currency its amounts are.'];
  return [`The currency is open: the sign in the document stands for ${candidates.join(', ')}.`];
}

function gatherEvidence(document: TextDocument, text: string, currency: string | null): DocumentEvidence {
  const customary: DateOrder | null = currency === null ? null : currency === 'USD' ? 'month_first' : 'day_first';
  const years = [...text.matchAll(/\b(20[0-4]\d|19[89]\d)\b/gu)].map(([year]) => Number(year));
  const period = findPeriod(document, customary);
  const holder = findHolder(document);
  const bank = findBank(document);
  return {
    period,
    customary,
    year: new Set(years).size === 1 ? years[0]! : null,
    currency,
    isCreditCard: speaksOfCreditCard(text),
    ...(holder && { holder }),
    ...(bank && { bank }),
  };
}

function findPeriod(document: TextDocument, customary: DateOrder | null): DocumentEvidence['period'] {
  const nothing = { from: null, to: null };
  for (const [fromText, toText] of findPeriods(document)) {
    const [from, to] = [readDate(fromText), readDate(toText)];
    if (!from || !to || (from.year === null && to.year === null)) continue;
    const filled = [{ ...from, year: from.year ?? to.year }, { ...to, year: to.year ?? from.year }];
    const [first, last] = resolveDates(filled, { period: nothing, customary, year: null });
    if (first?.date && last?.date && first.date > last.date && from.year === null) {
      const year = Number(last.date.slice(0, 4)) - 1;
      return { from: `${year}${first.date.slice(4)}`, to: last.date };
    }
    if (first?.date && last?.date && first.date <= last.date) return { from: first.date, to: last.date };
  }
  const month = findMonth(document);
  const number = month && monthNamed(month[0]);
  if (!month || !number) return nothing;
  return { from: isoDate(month[1], number, 1), to: isoDate(month[1], number, daysIn(number, month[1])) };
}
