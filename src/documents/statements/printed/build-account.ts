import type { DateEvidence } from '../dates/resolve-dates.js';
import { resolveDates } from '../dates/resolve-dates.js';
import { withoutAccents } from '../dates/date-text.js';
import { isCurrencyWord } from '../money/currency.js';
import { type Money, ZERO } from '../money/money.js';
import { fitness } from '../statement/proof.js';
import type {
  AccountStatement,
  DayBalance,
  Figure,
  ReadTransaction,
  Waypoint,
} from '../statement/statement.js';
import type { FigureKind } from './labels.js';
import { maskNumber } from './account-number.js';
import type { AccountSegment } from './accounts.js';
import type { PrintedFigure, PrintedRow } from './events.js';
import { type PlacedFigure, printedTotals } from './totals.js';
import { misprintedFigures, uncomparedFigures } from './uncompared.js';
import { applySigns, possibleReadings, signedBalance, type SignedRow, type SignReading } from './signs.js';

export interface DocumentEvidence extends DateEvidence {
  currency: string | null;
  isCreditCard: boolean;
  isLoan?: boolean;
  holder?: string;
  bank?: string;
}

/** One wrong figure in a document must not turn all its signs round. */
const CLEARLY_BETTER = 0.15;

/** One account with the signs, dates and figures under which its arithmetic holds best. */
export function buildAccount(printed: AccountSegment, evidence: DocumentEvidence): AccountStatement {
  const segment = { ...printed, rows: printed.rows.map((row) => withSide(row, evidence)) };
  const dates = resolveDates(
    segment.rows.map((row) => row.date),
    evidence,
  );
  const figures = chooseBalances(
    segment,
    evidence,
    dates.map(({ date }) => date),
  );
  const readings = possibleReadings(segment.rows, evidence.isCreditCard || evidence.isLoan === true);
  let best: { account: AccountStatement; fitness: number } | null = null;
  for (const reading of readings) {
    const account = assemble(segment, evidence, { reading, dates, figures });
    const next = { account, fitness: fitness(account) };
    if (!best || next.fitness > best.fitness + CLEARLY_BETTER) best = next;
    if (best.fitness === 1) break;
  }
  return best!.account;
}

/** What is listed as "Payments" has come in on a card, and gone out of an account. */
function withSide(row: PrintedRow, { isCreditCard }: DocumentEvidence): PrintedRow {
  return row.section === 'payments' ? { ...row, section: isCreditCard ? 'credits' : 'debits' } : row;
}

/** Figures that add transactions up. */
export const TOTALS: readonly FigureKind[] = ['totals', 'total_credits', 'total_debits', 'net'];

/** "Carried forward 210.75  12,000.00  9,789.25": both totals beside the balance. */
const isBalanceWithTotals = ({ figure, kind, after }: PlacedFigure): boolean =>
  (kind === 'carried' || kind === 'closing') &&
  after > 0 &&
  Boolean(figure.cells.balance && figure.cells.debit && figure.cells.credit);

interface Balances {
  opening: PrintedFigure | null;
  closing: PrintedFigure | null;
  between: { figure: PrintedFigure; before: number }[];
  totals: PlacedFigure[];
  dayBalances: PrintedFigure[];
}

/** Sorts the figures: the first opening and the last closing balance, and those that must agree on the way. */
function chooseBalances(
  segment: AccountSegment,
  evidence: DocumentEvidence,
  dates: (string | null)[],
): Balances {
  const known = dates.filter((date): date is string => date !== null).sort();
  const placed = segment.figures.map((entry) => ({ ...entry, kind: kindOf(entry, evidence, known) }));
  const openings = placed.filter(({ kind }) => kind === 'opening');
  const strictClosings = placed.filter(({ kind, figure }) => kind === 'closing' && !isLoose(figure));
  const closings =
    strictClosings.length > 0 ? strictClosings : placed.filter(({ kind }) => kind === 'closing');
  const carried = placed.filter(({ kind }) => kind === 'carried');
  const totalsWithBalance = placed.filter(({ kind, figure }) => kind === 'totals' && figure.cells.balance);
  const count = segment.rows.length;
  const opening = openings[0] ?? carried.find(({ after }) => after === 0);
  const closing =
    closings.at(-1) ?? (carried.length > 1 ? carried.findLast(({ after }) => after === count) : undefined);
  const between = [
    ...openings
      .slice(1)
      .map(({ figure, after }) => ({ figure, before: sameAmount(figure, openings[0]!.figure) ? 0 : after })),
    ...closings
      .slice(0, -1)
      .map((entry) => ({ figure: entry.figure, before: isBetween(entry, count) ? entry.after : count })),
    ...[...carried, ...totalsWithBalance]
      .filter((entry) => entry !== opening && entry !== closing)
      .map(({ figure, after }) => ({ figure, before: after })),
  ].sort((a, b) => a.before - b.before);
  return {
    opening: opening?.figure ?? null,
    closing: closing?.figure ?? null,
    between,
    totals: placed.filter((entry) => TOTALS.includes(entry.kind) || isBalanceWithTotals(entry)),
    dayBalances: placed.filter(({ kind }) => kind === 'day_balance').map(({ figure }) => figure),
  };
}

const sameAmount = (a: PrintedFigure, b: PrintedFigure): boolean => a.amount.size.eq(b.amount.size);

/** "Closing balance" of one month of several stands between the rows; one in a summary before or after them does not. */
const isBetween = ({ figure, after }: PlacedFigure, count: number): boolean =>
  figure.inTable && after > 0 && after < count;

/** Labels that may name something else than the balance after the last transaction. */
const isLoose = ({ text }: PrintedFigure): boolean =>
  /\b(?:due|dues|outstanding|owed|your balance|current|actual|aktuell|atual|actuel|fatura)|^\W*(?:account |konto)?(?:balance|saldo|solde|kontostand|bakiye|zustatek)\W*$/u.test(
    withoutAccents(text),
  );

/** In a summary, what is carried forward is the closing balance. */
const OUTGOING = /carried|\bc\/[fd]|to next|transportar|riportar|y sigue/u;

function kindOf(
  { figure, after }: AccountSegment['figures'][number],
  evidence: DocumentEvidence,
  known: readonly string[],
): FigureKind {
  if (figure.label.kind === 'total_payments') return evidence.isCreditCard ? 'total_credits' : 'total_debits';
  if (figure.label.kind === 'carried' && !figure.inTable && after === 0)
    return OUTGOING.test(withoutAccents(figure.text)) ? 'closing' : 'opening';
  if (figure.label.kind === 'balance') return figure.inTable && after > 0 ? 'carried' : 'closing';
  if (figure.label.kind !== 'balance_at') return figure.label.kind;
  const date = resolveDates([figure.date], evidence)[0]?.date;
  const [first, last] = [evidence.period.from ?? known[0], evidence.period.to ?? known.at(-1)];
  if (!date || !first || !last) return after === 0 ? 'opening' : 'closing';
  if (figure.inTable && after > 0) return date >= last ? 'closing' : 'carried';
  return Math.abs(Date.parse(date) - Date.parse(first)) <= Math.abs(Date.parse(date) - Date.parse(last))
    ? 'opening'
    : 'closing';
}

interface Assembly {
  reading: SignReading;
  dates: { date: string | null; doubt: string | null }[];
  figures: Balances;
}

function assemble(segment: AccountSegment, evidence: DocumentEvidence, assembly: Assembly): AccountStatement {
  const { reading, dates, figures } = assembly;
  const asFigure = (figure: PrintedFigure): Figure => ({
    value: balanceOf(figure, reading, segment.hasBalanceColumn),
    place: figure.place,
    label: figure.text,
  });
  const opening = figures.opening && asFigure(figures.opening);
  const closing = figures.closing && asFigure(figures.closing);
  const signed = applySigns(segment.rows, reading, opening?.value ?? null);
  const transactions = segment.rows.map((row, index) => toTransaction(row, signed[index]!, dates[index]!));
  const waypoints: Waypoint[] = figures.between.map(({ figure, before }) => ({
    ...asFigure(figure),
    before,
  }));
  const number = segment.numbers.account ?? segment.numbers.iban ?? segment.numbers.card;
  const account: AccountStatement = {
    ...(evidence.holder && { holder: evidence.holder }),
    ...(number && { number: maskNumber(number) }),
    ...(evidence.bank && { bank: evidence.bank }),
    isCreditCard: evidence.isCreditCard,
    ...(evidence.isLoan && { isLoan: true }),
    currency: currencyOf(segment) ?? evidence.currency,
    period: evidence.period,
    opening,
    closing,
    totals: printedTotals(figures.totals, {
      transactions,
      opening,
      closing,
      rows: segment.rows,
      unread: segment.unread,
    }),
    dayBalances: datedBalances(figures.dayBalances, asFigure, evidence),
    waypoints,
    transactions,
  };
  const sums = [...segment.sums, ...misprintedFigures(segment.unread, account)];
  return { ...account, sums, uncompared: uncomparedFigures(segment.unread, { ...account, sums }) };
}

/** The code beside the account's balances, or that begins most rows where a column of currencies stands first. */
function currencyOf({ rows, figures }: AccountSegment): string | null {
  const balances = figures.filter(({ figure }) => BALANCES.includes(figure.label.kind));
  const codes = new Set(balances.flatMap(({ figure }) => figure.amount.currency ?? []).filter(isCode));
  if (codes.size === 1) return [...codes][0]!;
  const first = rows.map(({ description }) => description.split(' ', 1)[0]!);
  const code = first.find(isCode);
  return code && first.filter((word) => word === code).length * 2 > rows.length ? code : null;
}

const BALANCES: readonly FigureKind[] = ['opening', 'closing', 'carried', 'balance', 'balance_at'];
const isCode = (word: string): boolean => /^[A-Z]{3}$/u.test(word) && isCurrencyWord(word);

function datedBalances(
  figures: readonly PrintedFigure[],
  asFigure: (figure: PrintedFigure) => Figure,
  evidence: DateEvidence,
): DayBalance[] {
  const dates = resolveDates(
    figures.map(({ date }) => date),
    evidence,
  );
  return figures.flatMap((figure, index) => {
    const { date } = dates[index]!;
    return date ? [{ ...asFigure(figure), date }] : [];
  });
}

function toTransaction(
  row: AccountSegment['rows'][number],
  signed: SignedRow,
  { date, doubt }: Assembly['dates'][number],
): ReadTransaction {
  return {
    date,
    description: row.description,
    amount: signed.amount,
    balance: signed.balance,
    ...(row.category && { givenCategory: row.category }),
    place: row.place,
    ...(row.isUnread && { isUnread: true }),
    doubts: [...row.doubts, doubt, signed.doubt].filter((words): words is string => words !== null),
  };
}

const OWED_WORDS = /\b(?:debiteur|debitor|overdrawn|deudor|a debito|devedor)\b/u;

/** A balance that stands in a debit column, or is called overdrawn, is below zero. */
function balanceOf(figure: PrintedFigure, reading: SignReading, hasBalanceColumn: boolean): Money {
  const { cells } = figure;
  if (cells.balance) return signedBalance(cells.balance, reading);
  const value = signedBalance(cells.amount ?? cells.credit ?? cells.debit ?? figure.amount, reading);
  const standsAsDebit = cells.debit && !cells.credit && !cells.amount && !hasBalanceColumn;
  const inDebitColumn = standsAsDebit && !reading.ignoresColumns;
  const isOwed = inDebitColumn || OWED_WORDS.test(withoutAccents(figure.text));
  return isOwed && value.gt(ZERO) ? value.times(-1) : value;
}
