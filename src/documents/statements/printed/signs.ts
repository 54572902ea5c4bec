import { withoutAccents } from '../dates/date-text.js';
import { type AmountText, directionOf } from '../money/amount-text.js';
import { type Money, ZERO } from '../money/money.js';
import type { PrintedRow } from './events.js';
import { CARD_CREDIT_WORDS } from './labels.js';

/** One way to read the signs of a whole document; the arithmetic of the document decides between them. */
export interface SignReading {
  /** What an amount without any mark means. */
  unmarked: 'credit' | 'debit' | 'by_balance' | 'by_words';
  /** Marks are the bank's view: a minus brings money to the holder, as on many card statements. */
  inverted: boolean;
  /** Printed balances are what is owed. */
  owed: boolean;
  /** The headings over the parts of the list say nothing about their signs. */
  ignoresSections?: boolean;
  /** Figures of balances in a column of debits stand there for want of another place. */
  ignoresColumns?: boolean;
}

export interface SignedRow {
  amount: Money;
  balance: Money | null;
  doubt: string | null;
}

/** Readings to try, the most usual first. */
export function possibleReadings(rows: readonly PrintedRow[], isCreditCard: boolean): SignReading[] {
  const usual = usualReadings(rows, isCreditCard);
  const hasSections = rows.some(({ section }) => section);
  return [
    ...usual,
    ...usual.map((reading) => ({ ...reading, ignoresColumns: true })),
    ...(hasSections ? usual.map((reading) => ({ ...reading, ignoresSections: true })) : []),
  ];
}

function usualReadings(rows: readonly PrintedRow[], isCreditCard: boolean): SignReading[] {
  const marks = rows.map((row) => directionOf(row.cells.amount?.mark ?? null));
  const onlyCreditsMarked = marks.includes(1) && !marks.includes(-1);
  const credit: SignReading = { unmarked: 'credit', inverted: false, owed: false };
  const debit: SignReading = { unmarked: 'debit', inverted: false, owed: false };
  const bank: SignReading[] = [
    ...(onlyCreditsMarked ? [debit, credit] : [credit, debit]),
    { unmarked: 'by_balance', inverted: false, owed: false },
  ];
  const inverted: SignReading = { unmarked: 'debit', inverted: true, owed: true };
  if (!isCreditCard) return [...bank, inverted];
  const asBank = bank.map((reading) => ({ ...reading, owed: true }));
  const isInverted = !onlyCreditsMarked && paymentsComeIn(rows);
  const byWords: SignReading = { unmarked: 'by_words', inverted: false, owed: true };
  return [...(isInverted ? [inverted, ...asBank, ...bank] : [...asBank, ...bank, inverted]), byWords];
}

const PAYMENT_TO_CARD =
  /\b(?:payment|pymt|autopay)\b.*\bthank you\b|\bthank you\b.*\bpayment\b|^auto ?pay\b|\bpayment received\b|\b(?:internet|online|mobile) (?:payment|pymt)\b|\bzahlung\b.*\b(?:erhalten|dank)|\bprelevement automatique enregistre\b|\bpago recibido\b|\bpagamento recebido\b/u;
const PAYMENT_CATEGORY = /^(?:credit card )?payments?(?: ?(?:and|&|\/) ?credits?)?$/u;

/** Whether the rows are those of a card that is paid now and then: its payments have the sign of few, its purchases that of most. */
export function listsPaymentsToCard(rows: readonly PrintedRow[]): boolean {
  const isMinus = ({ cells }: PrintedRow): boolean => cells.amount?.mark === 'minus';
  const inAmounts = rows.filter(({ cells }) => cells.amount && !cells.balance);
  const payments = inAmounts.filter(
    ({ description, category }) =>
      PAYMENT_TO_CARD.test(withoutAccents(description)) || PAYMENT_CATEGORY.test(withoutAccents(category)),
  );
  const others = inAmounts.filter((row) => !payments.includes(row));
  return payments.length > 0 && payments.every(isMinus) && others.filter(isMinus).length * 2 < others.length;
}

/** On a card that marks what it owes with a minus, purchases are the unmarked rows and payments the marked ones. */
function paymentsComeIn(rows: readonly PrintedRow[]): boolean {
  const marked = rows.filter((row) => row.cells.amount && directionOf(row.cells.amount.mark) === -1);
  const isPayment = ({ description, category }: PrintedRow): boolean =>
    CARD_CREDIT_WORDS.test(withoutAccents(description)) || PAYMENT_CATEGORY.test(withoutAccents(category));
  const payments = rows.filter((row) => row.cells.amount && isPayment(row));
  if (payments.length > 0)
    return payments.filter((row) => marked.includes(row)).length * 2 >= payments.length;
  return marked.length * 2 < rows.length;
}

/** The rows with their signs under one reading. */
export function applySigns(
  rows: readonly PrintedRow[],
  reading: SignReading,
  opening: Money | null,
): SignedRow[] {
  const isMinus = (cell: AmountText): boolean => directionOf(cell.mark) === -1;
  const repeats = {
    debit: share(rows, (row) => row.cells.debit, isMinus) > 0.5,
    credit: share(rows, (row) => row.cells.credit, isMinus) > 0.5,
  };
  const marksDebits = !reading.inverted && rows.some(({ cells }) => cells.amount && isMinus(cells.amount));
  let known = opening;
  return rows.map((row) => {
    const balance = row.cells.balance ? signedBalance(row.cells.balance, reading) : null;
    const signed = signOf(row, reading, { repeats, marksDebits, known, balance });
    const previous: Money | null = known;
    known = balance ?? (previous ? previous.plus(signed.amount) : null);
    return { ...signed, balance };
  });
}

interface SignContext {
  /** A minus in the column repeats its heading. */
  repeats: { debit: boolean; credit: boolean };
  /** Rows of money that leaves have a minus. */
  marksDebits: boolean;
  known: Money | null;
  balance: Money | null;
}

function signOf(row: PrintedRow, reading: SignReading, context: SignContext): Omit<SignedRow, 'balance'> {
  const { debit, credit, amount } = row.cells;
  if (debit || credit) return fromColumns(debit, credit, context.repeats);
  if (!amount) return { amount: ZERO, doubt: 'no amount could be read' };
  const marked = directionOf(amount.mark);
  if (amount.mark === 'debit' || amount.mark === 'credit') return plain(amount.size.times(marked!));
  if (row.mark) return plain(withMark(amount, row.mark));
  if (row.section && !reading.ignoresSections) return plain(inSection(amount, row.section));
  if (marked !== null) return plain(amount.size.times(reading.inverted ? -marked : marked));
  if (reading.unmarked === 'by_balance') return byBalance(amount.size, context);
  const comesIn =
    reading.unmarked === 'by_words'
      ? CARD_CREDIT_WORDS.test(withoutAccents(row.description))
      : reading.unmarked === 'credit';
  if (comesIn) return plain(amount.size);
  const isOdd = context.marksDebits && reading.unmarked === 'debit';
  return { amount: amount.size.times(-1), doubt: isOdd ? UNMARKED : null };
}

const UNMARKED = 'it has no minus as other rows have, but seems to leave the account';

const plain = (amount: Money): Omit<SignedRow, 'balance'> => ({ amount, doubt: null });

function withMark(amount: AmountText, mark: 'debit' | 'credit'): Money {
  return mark === 'credit' ? amount.size : amount.size.times(-1);
}

/** Under "Withdrawals" a minus repeats the heading; under "Deposits" it takes back. */
function inSection(amount: AmountText, section: NonNullable<PrintedRow['section']>): Money {
  if (section !== 'credits') return amount.size.times(amount.mark === 'plus' ? 1 : -1);
  return amount.size;
}

/** Where only few have one, a minus takes a debit or a credit back. */
function fromColumns(
  debit: AmountText | undefined,
  credit: AmountText | undefined,
  repeats: SignContext['repeats'],
): Omit<SignedRow, 'balance'> {
  const isBack = (cell: AmountText, side: 'debit' | 'credit'): boolean =>
    directionOf(cell.mark) === -1 && !repeats[side];
  const out = debit ? debit.size.times(isBack(debit, 'debit') ? 1 : -1) : ZERO;
  const into = credit ? credit.size.times(isBack(credit, 'credit') ? -1 : 1) : ZERO;
  const both = debit && credit && !debit.size.eq(0) && !credit.size.eq(0);
  return { amount: out.plus(into), doubt: both ? 'amounts stand in both columns' : null };
}

/** Where only the balance shows the direction, the sign is the one that leads to it. */
function byBalance(size: Money, { known, balance, marksDebits }: SignContext): Omit<SignedRow, 'balance'> {
  if (known && balance) {
    if (known.plus(size).eq(balance)) return plain(size);
    if (known.minus(size).eq(balance))
      return {
        amount: size.times(-1),
        doubt: marksDebits ? UNMARKED : null,
      };
    return {
      amount: balance.lt(known) ? size.times(-1) : size,
      doubt: 'the amount does not lead to the printed balance',
    };
  }
  return { amount: size.times(-1), doubt: 'nothing shows whether the money came or went' };
}

/** A printed balance by the holder's view. */
export function signedBalance(balance: AmountText, reading: SignReading): Money {
  const marked = directionOf(balance.mark);
  if (balance.mark === 'credit') return balance.size;
  if (balance.mark === 'debit') return balance.size.times(-1);
  const value = marked === -1 ? balance.size.times(-1) : balance.size;
  return reading.owed ? value.times(-1) : value;
}

function share(
  rows: readonly PrintedRow[],
  pick: (row: PrintedRow) => AmountText | undefined,
  test: (cell: AmountText) => boolean,
): number {
  const cells = rows.map(pick).filter((cell): cell is AmountText => cell !== undefined && !cell.size.eq(0));
  return cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
}
