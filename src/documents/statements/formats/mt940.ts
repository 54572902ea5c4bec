import { Failure } from '../../../platform/failure.js';
import { daysIn, isoDate } from '../dates/date-text.js';
import { maskNumber } from '../printed/account-number.js';
import { formatMoney, money, ZERO } from '../money/money.js';
import type { AccountStatement, Figure, ReadStatement, ReadTransaction } from '../statement/statement.js';

interface Field {
  tag: string;
  text: string;
  line: number;
}

/** Balance: side, date, currency, amount. Some banks leave the currency of the closing balance out. */
const BALANCE = /^([CD])(\d{6})([A-Z]{3})?(\d+(?:[.,]\d*)?)(?![\d.,])/u;
/** Value date, entry date, reversal or expectation and side, funds code, amount, type, references (SWIFT, Category 9, field 61). */
const ENTRY = /^(\d{6})(\d{4})?([RE]?[CD])([A-Z])?(\d+(?:[.,]\d*)?)(?![\d.,])([A-Z][A-Z0-9]{3})?([\s\S]*)$/u;

const INTERIM =
  'The file is an interim report (MT942): it gives no opening and no closing balance to prove its entries by.';

/**
 * Reads SWIFT MT940, one or several messages and accounts; messages that follow each other make one statement. An interim
 * report (MT942) is read as a list without balances, and said to be one.
 *
 * @throws Failure `unreadable` when it holds no balance
 */
export function readMt940(text: string): ReadStatement {
  const reader = new Mt940Reader();
  for (const field of readFields(text)) reader.read(field);
  const accounts = reader.stretches
    .map(({ statement }) => statement)
    .filter((account) => account.opening ?? account.transactions.length > 0);
  if (accounts.length === 0) throw new Failure('unreadable', 'The MT940 file holds no statement.');
  const isInterim = reader.hasFloorLimit && accounts.every(({ opening, closing }) => !opening && !closing);
  return { format: 'mt940', accounts, warnings: [...reader.gaps, ...(isInterim ? [INTERIM] : [])] };
}

function* readFields(text: string): Generator<Field> {
  let field: Field | null = null;
  for (const [index, line] of text.split(/\r\n|\r|\n/u).entries()) {
    const start = /^(?:\{.*\{4:)?:(\d{2}[A-Z]?|NS):(.*)$/u.exec(line);
    if (start) {
      if (field) yield field;
      field = { tag: start[1]!, text: start[2]!, line: index + 1 };
    } else if (/^-\}?|^\{|^$/u.test(line)) {
      if (field) yield field;
      field = null;
    } else if (field) field.text += `\n${line}`;
  }
  if (field) yield field;
}

/** Messages of one account that follow each other without a gap. */
interface Stretch {
  number: string;
  statement: AccountStatement;
  /** After how many transactions the last closing balance stood; it becomes a waypoint when another follows. */
  closedAt: number;
  /** Number of the last message (field 28C). */
  sequence: number | null;
}

function emptyStretch(number: string): Stretch {
  const statement: AccountStatement = {
    ...(number && { number: maskNumber(number) }),
    isCreditCard: false,
    currency: null,
    period: { from: null, to: null },
    opening: null,
    closing: null,
    totals: [],
    waypoints: [],
    transactions: [],
  };
  return { number, statement, closedAt: 0, sequence: null };
}

/** Messages further apart do not claim to follow each other. */
const ADJOINING_DAYS = 7;
const DAY_MS = 86_400_000;

class Mt940Reader {
  readonly stretches: Stretch[] = [];
  readonly gaps: string[] = [];
  hasFloorLimit = false;
  private number = '';
  private sequence: number | null = null;
  private currency: string | null = null;
  /** Between an opening and its closing balance. */
  private isOpen = false;
  private stretch: Stretch | null = null;
  /** What has been said about the last entry; null where field 86 speaks of something else. */
  private remarks: string[] | null = null;

  read(field: Field): void {
    const { tag, text } = field;
    if (tag === '20') this.startMessage();
    else if (tag === '25' && !this.isOpen) this.startAccount(text);
    else if (/^28C?$/u.test(tag)) this.sequence = Number(/^\d+/u.exec(text)?.[0] ?? NaN) || null;
    else if (tag === '34F') this.readFloorLimit(text);
    else if (/^60[FM]$/u.test(tag)) this.readOpening(field);
    else if (/^62[FM]$/u.test(tag)) this.readClosing(field);
    else if (tag === '61') this.readEntry(field);
    // A second field 25 within a statement is a field 86 whose tag is wrong.
    else if (['86', 'NS', '25'].includes(tag)) this.describeEntry(field);
    else this.remarks = null;
  }

  private startMessage(): void {
    this.isOpen = false;
    this.sequence = null;
    this.remarks = null;
  }

  private startAccount(text: string): void {
    this.number = text.replace(/\s/gu, '');
    this.stretch = null;
  }

  private readFloorLimit(text: string): void {
    this.hasFloorLimit = true;
    this.currency = /^[A-Z]{3}/u.exec(text)?.[0] ?? null;
  }

  private readOpening({ tag, text, line }: Field): void {
    this.isOpen = true;
    const balance = readBalance(text, line, `:${tag}:`);
    if (!balance) return;
    const stretch = this.stretchFor(balance, tag === '60M');
    const { statement } = stretch;
    statement.currency ??= balance.currency;
    statement.period.from ??= balance.date;
    const { figure } = balance;
    if (statement.opening === null) statement.opening = figure;
    else statement.waypoints.push({ ...figure, before: statement.transactions.length });
    stretch.sequence = this.sequence;
    this.stretch = stretch;
  }

  /** The statement that the message goes on with, or a new one. */
  private stretchFor(balance: Balance, isIntermediate: boolean): Stretch {
    const last = this.stretches.findLast(
      ({ number, statement }) =>
        number === this.number && (!balance.currency || statement.currency === balance.currency),
    );
    if (last && (isIntermediate || this.adjoins(last, balance))) return last;
    return this.newStretch();
  }

  private newStretch(): Stretch {
    const stretch = emptyStretch(this.number);
    this.stretches.push(stretch);
    return stretch;
  }

  /** Whether a message follows the one before; between messages that do not, others are missing, and their balances may differ. */
  private adjoins({ statement, sequence }: Stretch, { figure, date }: Balance): boolean {
    const { closing, period } = statement;
    if (!closing || closing.value.eq(figure.value)) return true;
    const days = date && period.to ? (Date.parse(date) - Date.parse(period.to)) / DAY_MS : 0;
    const isSkipped = sequence !== null && this.sequence !== null && this.sequence > sequence + 1;
    if (days <= ADJOINING_DAYS && !isSkipped) return true;
    this.gaps.push(
      `Statements are missing between ${period.to ?? 'the one'} (closing balance ${formatMoney(closing.value, statement.currency)}) and ${date ?? 'the next'} (opening balance ${formatMoney(figure.value, statement.currency)}); what lies before and after is proved by itself.`,
    );
    return false;
  }

  private readClosing({ tag, text, line }: Field): void {
    this.isOpen = false;
    this.remarks = null;
    const balance = readBalance(text, line, `:${tag}:`);
    if (!balance) return;
    const stretch = (this.stretch ??= this.newStretch());
    const { statement } = stretch;
    if (statement.closing) statement.waypoints.push({ ...statement.closing, before: stretch.closedAt });
    statement.closing = balance.figure;
    statement.currency ??= balance.currency;
    statement.period.to = balance.date ?? statement.period.to;
    stretch.closedAt = statement.transactions.length;
  }

  private readEntry({ text, line }: Field): void {
    const { statement } = (this.stretch ??= this.newStretch());
    statement.currency ??= this.currency;
    statement.transactions.push(readEntry(text, line));
    this.remarks = [];
  }

  private describeEntry({ tag, text }: Field): void {
    const entry = this.stretch?.statement.transactions.at(-1);
    if (!entry || !this.remarks) return;
    if (tag === 'NS') return describeByLines(entry, text);
    this.remarks.push(text);
    describe(entry, this.remarks.join('\n'));
  }
}

interface Balance {
  figure: Figure;
  date: string | null;
  currency: string | null;
}

function readBalance(text: string, line: number, label: string): Balance | null {
  const match = BALANCE.exec(text.trim());
  if (!match) return null;
  const [, side, date = '', currency, digits = ''] = match;
  const size = money(digits.replace(',', '.').replace(/\.$/u, ''));
  return {
    figure: { value: side === 'D' ? size.times(-1) : size, place: { page: 1, line }, label },
    date: shortDate(date),
    currency: currency ?? null,
  };
}

function shortDate(text: string): string | null {
  const [year, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)].map(Number) as [
    number,
    number,
    number,
  ];
  const century = year >= 80 ? 1900 : 2000;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, century + year)
    ? isoDate(century + year, month, day)
    : null;
}

function readEntry(text: string, line: number): ReadTransaction {
  const place = { page: 1, line };
  const match = ENTRY.exec(text);
  if (!match)
    return {
      date: null,
      description: text,
      amount: ZERO,
      balance: null,
      place,
      doubts: ['the line could not be read'],
      isUnread: true,
    };
  const [, valued = '', entered, side = '', , digits = '', , rest = ''] = match;
  const size = money(digits.replace(',', '.').replace(/\.$/u, ''));
  const isDebit = side === 'D' || side === 'ED' || side === 'RC';
  const valueDate = shortDate(valued);
  const day = valueDate ?? (entered ? entryDate(valued, entered) : null);
  return {
    date: day,
    description: rest.split('\n')[1]?.trim() ?? '',
    amount: isDebit ? size.times(-1) : size,
    balance: null,
    place,
    doubts: valueDate
      ? []
      : [`the value date "${valued}" is no date${day ? '; the entry date is given' : ''}`],
  };
}

/** The entry date has no year: it is that of the value date, or the next or last one over New Year. */
function entryDate(valued: string, entered: string): string | null {
  const months = Number(entered.slice(0, 2)) - Number(valued.slice(2, 4));
  const turn = months < -6 ? 1 : months > 6 ? -1 : 0;
  const year = (Number(valued.slice(0, 2)) + turn + 100) % 100;
  return shortDate(String(year).padStart(2, '0') + entered);
}

/** Field NS of German and Hungarian banks: numbered lines, 01–14 purpose, 15 and 16 name. */
function describeByLines(transaction: ReadTransaction, text: string): void {
  const lines = text
    .split('\n')
    .map((line) => ({ code: Number(line.slice(0, 2)), words: line.slice(2).trim() }));
  const pick = (from: number, to: number): string =>
    lines
      .filter(({ code }) => code >= from && code <= to)
      .map(({ words }) => words)
      .join(' ')
      .trim();
  const name = pick(15, 16);
  transaction.description = [name, pick(1, 14)].filter(Boolean).join(' ') || transaction.description;
  if (name) transaction.counterparty = name;
}

/** What stands before a numbered subfield, by its first character. */
const SUBFIELD = {
  '?': /\?(?=\d{2})/u,
  '>': />(?=\d{2})/u,
  '~': /~(?=\d{2})/u,
  '^': /\^(?=\d{2})/u,
  '<': /<(?=\d{2})/u,
} as const;

/** Field 86: free text, or subfields `?20`–`?29` purpose and `?32`, `?33` name; other banks write `>20`, `~20`, `^20` or `<20`. */
function describe(transaction: ReadTransaction, text: string): void {
  const joined = text.replace(/\n/gu, '');
  const separator = /([?>~^<])(?:00|10|20|21)/u.exec(joined)?.[1];
  if (!separator) {
    transaction.description = text.replace(/\s*\n\s*/gu, ' ').trim() || transaction.description;
    return;
  }
  const parts = joined
    .split(SUBFIELD[separator as keyof typeof SUBFIELD])
    .slice(1)
    .map((part) => ({
      code: Number(part.slice(0, 2)),
      value: part.slice(2).trim(),
    }));
  const pick = (from: number, to: number): string =>
    parts
      .filter(({ code }) => code >= from && code <= to)
      .map(({ value }) => value)
      .join(' ')
      .trim();
  const name = pick(32, 33);
  transaction.description = [name, pick(20, 29), pick(60, 63)].filter(Boolean).join(' ') || pick(0, 0);
  if (name) transaction.counterparty = name;
}
