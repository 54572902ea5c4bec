import { Failure } from '../../../platform/failure.js';
import { type DateText, readDate } from '../dates/date-text.js';
import { type ResolvedDate, resolveDates } from '../dates/resolve-dates.js';
import { ZERO } from '../money/money.js';
import type { AccountStatement, ReadStatement, ReadTransaction } from '../statement/statement.js';
import { plainAmount } from './figures.js';

interface Section {
  account: string;
  type: string;
  records: { fields: Map<string, string>; line: number }[];
}

const CASH_TYPES = /^(?:bank|cash|ccard|oth a|oth l)$/iu;

/**
 * Reads QIF (Quicken). It holds no balances besides an opening one, and no currency.
 *
 * @throws Failure `unreadable` when it holds no bank transactions
 */
export function readQif(text: string): ReadStatement {
  const sections = readSections(text).filter(
    ({ type, records }) => CASH_TYPES.test(type) && records.length > 0,
  );
  if (sections.length === 0) throw new Failure('unreadable', 'The QIF file holds no bank transactions.');
  return {
    format: 'qif',
    accounts: withDates(sections).map(toAccount),
    warnings: ['QIF does not say in which currency its amounts are.'],
  };
}

function readSections(text: string): Section[] {
  const sections: Section[] = [];
  let account = '';
  let isAccount = false;
  let fields = new Map<string, string>();
  for (const [index, raw] of text.split(/\r\n|\r|\n/u).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('!')) {
      isAccount = /^!account/iu.test(line);
      const type = /^!type:(.*)$/iu.exec(line)?.[1];
      if (type !== undefined) sections.push({ account, type: type.trim(), records: [] });
    } else if (line === '^') {
      if (isAccount) account = fields.get('N') ?? account;
      else if (fields.size > 0) sections.at(-1)?.records.push({ fields, line: index + 1 });
      fields = new Map();
    } else fields.set(line[0]!, fields.get(line[0]!) ?? line.slice(1).trim());
  }
  if (!isAccount && fields.has('D')) sections.at(-1)?.records.push({ fields, line: text.split('\n').length });
  return sections;
}

/** Quicken writes `3/14/2024`, and behind an apostrophe the years since 2000: `3/ 4'24`, `3/ 4' 6`. */
function qifDate(text: string): DateText | null {
  const bare = text.replace(/\s/gu, '');
  return readDate(bare.replace(/'(\d{1,2})$/u, (_match, year: string) => `/20${year.padStart(2, '0')}`));
}

interface DatedSection extends Section {
  dates: ResolvedDate[];
}

/** One program has written all the sections: what shows the order of day and month in one settles it for all. */
function withDates(sections: readonly Section[]): DatedSection[] {
  const texts = sections.flatMap(({ records }) =>
    records.map(({ fields }) => qifDate(fields.get('D') ?? '')),
  );
  const evidence = { period: { from: null, to: null }, customary: null, issued: null };
  const dates = resolveDates(texts, evidence);
  let from = 0;
  return sections.map((section) => ({
    ...section,
    dates: dates.slice(from, (from += section.records.length)),
  }));
}

function toAccount({ account, type, records, dates }: DatedSection): AccountStatement {
  const transactions = records.map(({ fields, line }, index) => toTransaction(fields, line, dates[index]!));
  const isOpening = /^opening balance$/iu;
  const opening = transactions.find(({ description }) => isOpening.test(description));
  return {
    ...(account && { holder: account }),
    isCreditCard: /^ccard$/iu.test(type),
    currency: null,
    period: { from: null, to: null },
    opening: opening ? { value: opening.amount, place: opening.place, label: 'Opening Balance' } : null,
    closing: null,
    totals: [],
    waypoints: [],
    transactions: transactions.filter((transaction) => transaction !== opening),
  };
}

function toTransaction(
  fields: ReadonlyMap<string, string>,
  line: number,
  { date, doubt }: { date: string | null; doubt: string | null },
): ReadTransaction {
  const written = fields.get('T') ?? fields.get('U') ?? '';
  const value = plainAmount(written.replace(/,(?=\d{3}(?:\D|$))/gu, ''));
  const [payee = '', memo = ''] = [fields.get('P'), fields.get('M')];
  return {
    date,
    description: [payee, memo === payee ? '' : memo].filter(Boolean).join(' '),
    amount: value?.amount ?? ZERO,
    balance: null,
    ...(payee && { counterparty: payee }),
    ...(fields.get('L') && { givenCategory: fields.get('L')! }),
    place: { page: 1, line },
    ...(!value && { isUnread: true }),
    doubts: [
      ...(doubt ? [doubt] : []),
      ...(date === null && !doubt ? [`"${fields.get('D') ?? ''}" is no date`] : []),
      ...(value ? [] : [`"${written}" is no amount`]),
    ],
  };
}
