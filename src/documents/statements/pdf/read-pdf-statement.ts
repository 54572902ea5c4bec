import { Failure } from '../../../platform/failure.js';
import {
  type Line,
  type RecognizedWords,
  recognizedWords,
  type TextDocument,
  unsureDigits,
} from '../../text/index.js';
import { type DateOrder, readDate } from '../dates/date-text.js';
import { daysIn, isoDate, monthNamed } from '../dates/date-text.js';
import { resolveDates } from '../dates/resolve-dates.js';
import { type CurrencyEvidence, currencyWarnings, detectCurrency, likelyDollar } from '../money/currency.js';
import { formatMoney } from '../money/money.js';
import { detectNumberStyle, type NumberStyle, POINT_STYLE } from '../money/number-style.js';
import { fitness } from '../statement/proof.js';
import type { AccountStatement, ReadStatement } from '../statement/statement.js';
import { findBank, findHolder, findIssueDates, findMonth, findPeriods } from './account-details.js';
import { splitAccounts } from '../printed/accounts.js';
import { dateAt, findAmounts } from './amount-cells.js';
import { buildAccount, type DocumentEvidence } from '../printed/build-account.js';
import type { StatementEvent } from '../printed/events.js';
import { inferColumns } from './infer-columns.js';
import type { EventReaderOptions } from './event-reader-options.js';
import { EventReader } from './read-events.js';
import { speaksOfCreditCard, speaksOfLoan } from '../printed/labels.js';

const HEAD_LINES = 15;
const MANY_ROWS = 1_000_000;

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
  const reader = new EventReader(style);
  const events = reader.read(document, onPage);
  const outside = linesOutside(document, reader.tableLines, style);
  const found = likelyDollar(text, findCurrency(document, outside, style));
  const { currency } = found;
  const evidence = gatherEvidence({ document, text, outside, currency });
  const accounts = markUnsure(readAccounts(document, style, evidence, events), recognizedWords(document));
  if (!accounts.some((account) => account.transactions.length > 0 || account.opening))
    throw new Failure(
      'unreadable',
      'No transactions and no balances were found in this document. Is it a bank statement?',
    );
  const warnings = [...openCurrencyWarnings(found), ...uncomparedWarnings(accounts, currency)];
  return { format: 'pdf', accounts, warnings };
}

/** Amounts that the balances confirm may still have a date that was misread. */
function markUnsure(accounts: AccountStatement[], recognized: RecognizedWords): AccountStatement[] {
  return accounts.map((account) => ({
    ...account,
    transactions: account.transactions.map((row) => {
      const unsure = row.place.box ? unsureDigits(recognized(row.place.page, row.place.box)) : [];
      if (unsure.length === 0) return row;
      return { ...row, doubts: [...row.doubts, `text recognition is not sure of ${unsure.join(', ')}`] };
    }),
  }));
}

function textOf(document: TextDocument): string {
  return document.pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n');
}

/**
 * By headings where there are any; otherwise by where the amounts stand, in the way under which most figures agree.
 * Where the figures of the usual reading do not agree, other ways of laying a list out are tried as well.
 */
function readAccounts(
  document: TextDocument,
  style: NumberStyle,
  evidence: DocumentEvidence,
  events: readonly StatementEvent[],
): AccountStatement[] {
  const build = (events: readonly StatementEvent[]): AccountStatement[] =>
    splitAccounts(events).map((segment) => buildAccount(segment, evidence));
  const read = (options: EventReaderOptions): AccountStatement[] =>
    build(new EventReader(style, options).read(document));
  const headed = build(events);
  if (agreement(headed) >= 1) return headed;
  const rows = events.flatMap((event) => (event.kind === 'row' ? [event.row] : []));
  const guesses = rows.length === 0 ? inferColumns(document, style).map((columns) => ({ columns })) : [];
  const variants: EventReaderOptions[] = [
    ...guesses,
    ...(rows.some((row) => !row.hasOwnDate) ? [{ onlyDated: true }] : []),
    { dateBelow: true },
    { feesApply: true },
    { adoptsColumns: true },
    { endsAtClosing: true },
  ];
  return variants.map(read).reduce((best, next) => (agreement(next) > agreement(best) ? next : best), headed);
}

/** Figures that agree, then rows found: for comparing readings of one document. */
function agreement(accounts: readonly AccountStatement[]): number {
  const rows = accounts.reduce((count, account) => count + account.transactions.length, 0);
  if (rows === 0) return -1;
  return (
    accounts.reduce((total, account) => total + fitness(account), 0) / accounts.length + rows / MANY_ROWS
  );
}

/** Lines that belong to no transaction. */
function linesOutside(document: TextDocument, tableLines: ReadonlySet<Line>, style: NumberStyle): Line[] {
  const isRow = (line: Line): boolean =>
    (dateAt(line, 0) !== null || dateAt(line, 1) !== null) &&
    findAmounts(line, style).some(({ amount }) => amount.isMoneyLike);
  return document.pages.flatMap((page) => page.lines).filter((line) => !tableLines.has(line) && !isRow(line));
}

/** What transactions say of foreign currencies is not the account's: first what stands outside them, then beside their amounts. */
function findCurrency(
  document: TextDocument,
  outside: readonly Line[],
  style: NumberStyle,
): CurrencyEvidence {
  const around = detectCurrency(outside.map((line) => line.text).join('\n'));
  if (around.currency) return around;
  const lines = document.pages.flatMap((page) => page.lines);
  const beside = detectCurrency(
    lines
      .flatMap((line) => findAmounts(line, style).flatMap(({ amount }) => amount.currency ?? []))
      .join('\n'),
  );
  if (around.candidates.length === 0) return beside;
  return beside.currency && around.candidates.includes(beside.currency) ? beside : around;
}

const MOST_NAMED = 5;

function uncomparedWarnings(accounts: readonly AccountStatement[], currency: string | null): string[] {
  const figures = accounts.flatMap(({ uncompared = [] }) => uncompared);
  if (figures.length === 0) return [];
  const named = figures
    .slice(0, MOST_NAMED)
    .map(({ label, value, place }) => `"${label}" ${formatMoney(value, currency)} (page ${place.page})`);
  const more = figures.length > MOST_NAMED ? ` and ${figures.length - MOST_NAMED} more` : '';
  return [`The proof compares nothing with these printed figures: ${named.join(', ')}${more}.`];
}

function openCurrencyWarnings(found: CurrencyEvidence): string[] {
  const isUnsaid = !found.currency && found.candidates.length === 0;
  return isUnsaid
    ? ['The document does not say in which currency its amounts are.']
    : currencyWarnings(found);
}

const namesCreditCard = ({ text }: Line): boolean =>
  /^\W*(?:carta di credito|tarjeta de cr[eé]dito|carte de cr[eé]dit|kreditkarte|cart[aã]o de cr[eé]dito)(?!\p{L})/iu.test(
    text,
  );

interface Gathered {
  document: TextDocument;
  text: string;
  outside: readonly Line[];
  currency: string | null;
}

function gatherEvidence({ document, text, outside, currency }: Gathered): DocumentEvidence {
  const customary: DateOrder | null =
    currency === null ? null : currency === 'USD' ? 'month_first' : 'day_first';
  const period = findPeriod(document, customary);
  const holder = findHolder(document);
  const bank = findBank(document);
  return {
    period,
    customary,
    issued: dayOfIssue(outside, customary),
    currency,
    isLoan: speaksOfLoan(text),
    isCreditCard: speaksOfCreditCard(text) || outside.slice(0, HEAD_LINES).some(namesCreditCard),
    ...(holder && { holder }),
    ...(bank && { bank }),
  };
}

/** The latest of the dates that are most likely the statement's own; else the end of the only year that is named. */
function dayOfIssue(outside: readonly Line[], customary: DateOrder | null): string | null {
  const nothing = { period: { from: null, to: null }, customary, issued: null };
  const dates = resolveDates(findIssueDates(outside), nothing).flatMap(({ date }) => date ?? []);
  const latest = dates.toSorted().at(-1);
  if (latest) return latest;
  const years = outside.flatMap(({ text }) => [...text.matchAll(/\b20[0-4]\d\b/gu)].map(([year]) => year));
  return new Set(years).size === 1 ? `${years[0]}-12-31` : null;
}

function findPeriod(document: TextDocument, customary: DateOrder | null): DocumentEvidence['period'] {
  const nothing = { from: null, to: null };
  for (const [fromText, toText] of findPeriods(document)) {
    const [from, to] = [readDate(fromText), readDate(toText)];
    if (!from || !to || (from.year === null && to.year === null)) continue;
    const filled = [
      { ...from, year: from.year ?? to.year },
      { ...to, year: to.year ?? from.year },
    ];
    const [first, last] = resolveDates(filled, { period: nothing, customary, issued: null });
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
