import { Failure } from '../../../platform/failure.js';
import { daysIn, isoDate } from '../dates/date-text.js';
import { maskNumber } from '../printed/account-number.js';
import { money, ZERO } from '../money/money.js';
import type { AccountStatement, Figure, ReadStatement, ReadTransaction } from '../statement/statement.js';

interface Field {
  tag: string;
  text: string;
  line: number;
}

const BALANCE = /^([CD])(\d{6})([A-Z]{3})(\d+(?:[.,]\d*)?)(?![\d.,])/u;
/** Value date, entry date, reversal and side, funds code, amount, type, references (SWIFT, Category 9, field 61). */
const ENTRY = /^(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d+(?:[.,]\d*)?)(?![\d.,])([A-Z][A-Z0-9]{3})?([\s\S]*)$/u;

/**
 * Reads SWIFT MT940, one or several messages and accounts; the messages of one account follow each other.
 *
 * @throws Failure `unreadable` when it holds no balance
 */
export function readMt940(text: string): ReadStatement {
  const accounts = new Map<string, Mt940Account>();
  let current: Mt940Account | null = null;
  for (const field of readFields(text)) {
    if (field.tag === '25') {
      const number = field.text.replace(/\s/gu, '');
      current = accounts.get(number) ?? emptyAccount(number);
      accounts.set(number, current);
    } else if (current) readField(current, field);
  }
  const read = [...accounts.values()]
    .map(({ statement }) => statement)
    .filter((account) => account.opening ?? account.transactions.length > 0);
  if (read.length === 0) throw new Failure('unreadable', 'The MT940 file holds no statement.');
  return { format: 'mt940', accounts: read, warnings: [] };
}

function* readFields(text: string): Generator<Field> {
  let field: Field | null = null;
  for (const [index, line] of text.split(/\r\n|\r|\n/u).entries()) {
    const start = /^(?:\{.*\{4:)?:(\d{2}[A-Z]?):(.*)$/u.exec(line);
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

interface Mt940Account {
  statement: AccountStatement;
  /** After how many transactions the last closing balance stood; it becomes a waypoint when another follows. */
  closedAt: number;
}

function emptyAccount(number: string): Mt940Account {
  const statement: AccountStatement = {
    number: maskNumber(number),
    isCreditCard: false,
    currency: null,
    period: { from: null, to: null },
    opening: null,
    closing: null,
    totals: [],
    waypoints: [],
    transactions: [],
  };
  return { statement, closedAt: 0 };
}

function readField(entry: Mt940Account, { tag, text, line }: Field): void {
  const { statement: account } = entry;
  const before = account.transactions.length;
  switch (tag) {
    case '60F':
    case '60M': {
      const figure = readBalance(account, text, line, `:${tag}:`);
      if (figure && account.opening === null) account.opening = figure;
      else if (figure) account.waypoints.push({ ...figure, before });
      return;
    }
    case '62F':
    case '62M': {
      const figure = readBalance(account, text, line, `:${tag}:`);
      if (figure && account.closing) account.waypoints.push({ ...account.closing, before: entry.closedAt });
      if (figure) account.closing = figure;
      entry.closedAt = before;
      return;
    }
    case '61':
      account.transactions.push(readEntry(text, line));
      return;
    case '86':
      describe(account.transactions.at(-1), text);
  }
}

function readBalance(account: AccountStatement, text: string, line: number, label: string): Figure | null {
  const match = BALANCE.exec(text.trim());
  if (!match) return null;
  const [, side, date, currency, digits] = match;
  account.currency ??= currency!;
  const day = shortDate(date!);
  if (day && label.startsWith(':60')) account.period.from ??= day;
  if (day && label.startsWith(':62')) account.period.to = day;
  const size = money(digits!.replace(',', '.').replace(/\.$/u, ''));
  return { value: side === 'D' ? size.times(-1) : size, place: { page: 1, line }, label };
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
  const [, date = '', , side = '', , digits = '', , rest = ''] = match;
  const size = money(digits.replace(',', '.').replace(/\.$/u, ''));
  const isDebit = side === 'D' || side === 'RC';
  const day = shortDate(date);
  return {
    date: day,
    description: rest.split('\n')[1]?.trim() ?? '',
    amount: isDebit ? size.times(-1) : size,
    balance: null,
    place,
    doubts: day ? [] : [`"${date}" is no date`],
  };
}

/** Field 86: free text, or German subfields `?20`–`?29` purpose and `?32`, `?33` name. */
function describe(transaction: ReadTransaction | undefined, text: string): void {
  if (!transaction) return;
  const joined = text.replace(/\n/gu, '');
  if (!/\?\d{2}/u.test(joined)) {
    transaction.description = text.replace(/\s*\n\s*/gu, ' ').trim() || transaction.description;
    return;
  }
  const parts = [...joined.matchAll(/\?(\d{2})([^?]*)/gu)].map(([, code, value]) => ({
    code: Number(code),
    value: value!.trim(),
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
