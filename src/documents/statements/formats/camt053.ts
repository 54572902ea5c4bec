import { Failure } from '../../../platform/failure.js';
import { money, ZERO, type Money } from '../money/money.js';
import { maskNumber } from '../printed/account-number.js';
import type {
  AccountStatement,
  Figure,
  PrintedTotal,
  ReadStatement,
  ReadTransaction,
} from '../statement/statement.js';
import { compactDate, plainAmount } from './figures.js';
import { readXml } from '../../files/xml.js';

interface Entry {
  amount: string;
  side: string;
  status: string;
  booked: string;
  valued: string;
  texts: string[];
  names: string[];
}

interface Balance {
  code: string;
  amount: string;
  side: string;
}

/** A statement, a report of the day, a notification of single entries. */
const STATEMENTS: ReadonlySet<string | undefined> = new Set(['Stmt', 'Rpt', 'Ntfctn']);

const NOTIFICATION =
  'The file is a notification (CAMT.054): it gives no opening and no closing balance to prove its entries by.';

/**
 * Reads ISO 20022 CAMT.053 (any version), one or several statements, and its kin CAMT.052 and CAMT.054. Entries that are not booked are left out and
 * said in a warning.
 *
 * @throws Failure `unreadable` for broken XML, document type declarations and files without a statement
 */
export function readCamt053(text: string): ReadStatement {
  const reader = new CamtReader();
  readXml(text, {
    open: (name, attributes, path) => reader.open(name, attributes, path),
    close: (name, value, path) => reader.close(name, value, path),
  });
  if (reader.accounts.length === 0)
    throw new Failure('unreadable', 'The XML file holds no account statement.');
  const warnings = [
    ...(reader.isNotification ? [NOTIFICATION] : []),
    ...(reader.pending > 0 ? [`Entries that are not booked yet and were left out: ${reader.pending}.`] : []),
  ];
  return { format: 'camt.053', accounts: reader.accounts, warnings };
}

class CamtReader {
  readonly accounts: AccountStatement[] = [];
  pending = 0;
  isNotification = false;
  private account: AccountStatement | null = null;
  private entry: Entry | null = null;
  private balance: Balance | null = null;
  private readonly place = { page: 1 };

  open(name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]): void {
    const parent = path.at(-2);
    if (STATEMENTS.has(name)) this.startAccount(name);
    else if (name === 'Ntry' && STATEMENTS.has(parent)) this.entry = emptyEntry();
    else if (name === 'Bal' && STATEMENTS.has(parent)) this.balance = { code: '', amount: '', side: '' };
    else if (name === 'Amt' && (parent === 'Bal' || parent === 'Ntry') && this.account)
      this.account.currency ??= attributes['Ccy'] ?? null;
  }

  close(name: string, text: string, path: readonly string[]): void {
    if (this.entry) this.closeInEntry(name, text, path);
    else if (this.balance) this.closeInBalance(name, text, path);
    else if (this.account) this.closeInStatement(name, text, path);
  }

  private startAccount(name: string): void {
    this.isNotification ||= name === 'Ntfctn';
    this.account = {
      isCreditCard: false,
      currency: null,
      period: { from: null, to: null },
      opening: null,
      closing: null,
      totals: [],
      waypoints: [],
      transactions: [],
    };
    this.accounts.push(this.account);
  }

  private closeInStatement(name: string, text: string, path: readonly string[]): void {
    const account = this.account!;
    const within = (...names: string[]): boolean => names.every((parent) => path.includes(parent));
    if (name === 'IBAN' && within('Acct', 'Id')) account.number ??= maskNumber(text);
    else if (name === 'Id' && path.at(-2) === 'Othr' && within('Acct') && !within('Ownr') && !within('Svcr'))
      account.number ??= maskNumber(text);
    else if (name === 'Nm' && within('Ownr')) account.holder ??= text;
    else if (name === 'Nm' && within('Svcr')) account.bank ??= text;
    else if (name === 'Ccy' && path.at(-2) === 'Acct') account.currency = text;
    else if (name === 'FrDtTm' || name === 'FrDt') account.period.from = compactDate(text);
    else if (name === 'ToDtTm' || name === 'ToDt') account.period.to = compactDate(text);
    else if (name === 'Sum' && path.at(-2) === 'TtlCdtNtries') this.addTotal('credits', text, 'TtlCdtNtries');
    else if (name === 'Sum' && path.at(-2) === 'TtlDbtNtries') this.addTotal('debits', text, 'TtlDbtNtries');
  }

  private addTotal(side: PrintedTotal['side'], text: string, label: string): void {
    const value = plainAmount(text)?.amount;
    if (value) this.account!.totals.push({ side, value, label, place: this.place });
  }

  private closeInBalance(name: string, text: string, path: readonly string[]): void {
    const balance = this.balance!;
    if (name === 'Cd' && path.includes('Tp')) balance.code ||= text;
    else if (name === 'Amt' && path.at(-2) === 'Bal') balance.amount = text;
    else if (name === 'CdtDbtInd' && path.at(-2) === 'Bal') balance.side = text;
    else if (name === 'Bal') {
      this.keepBalance(balance);
      this.balance = null;
    }
  }

  private keepBalance({ code, amount, side }: Balance): void {
    const account = this.account!;
    const value = signed(amount, side);
    if (!value) return;
    const figure: Figure = { value, place: this.place, label: code };
    if (code === 'OPBD') account.opening = figure;
    else if (code === 'PRCD') account.opening ??= figure;
    else if (code === 'CLBD') account.closing = figure;
    else if (code === 'ITBD' && !account.opening) account.opening = figure;
    else if (code === 'ITBD') account.closing ??= figure;
  }

  private closeInEntry(name: string, text: string, path: readonly string[]): void {
    const entry = this.entry!;
    const parent = path.at(-2);
    const isOwn = parent === 'Ntry';
    if (name === 'Ntry' && STATEMENTS.has(parent)) this.endEntry(entry);
    else if (name === 'Amt' && isOwn) entry.amount = text;
    else if (name === 'CdtDbtInd' && isOwn) entry.side = text;
    else if ((name === 'Sts' && isOwn && text) || (name === 'Cd' && parent === 'Sts')) entry.status = text;
    else if ((name === 'Dt' || name === 'DtTm') && parent === 'BookgDt') entry.booked = text;
    else if ((name === 'Dt' || name === 'DtTm') && parent === 'ValDt') entry.valued = text;
    else if (name === 'Ustrd' || name === 'AddtlNtryInf' || name === 'AddtlTxInf') entry.texts.push(text);
    else if (name === 'Nm' && path.includes('RltdPties')) entry.names.push(text);
  }

  private endEntry(entry: Entry): void {
    this.entry = null;
    if (entry.status && entry.status !== 'BOOK') this.pending += 1;
    else this.account!.transactions.push(toTransaction(entry, this.account!));
  }
}

const emptyEntry = (): Entry => ({
  amount: '',
  side: '',
  status: '',
  booked: '',
  valued: '',
  texts: [],
  names: [],
});

function signed(amount: string, side: string): Money | null {
  if (!/^\d+(?:\.\d+)?$/u.test(amount)) return null;
  return side === 'DBIT' ? money(amount).times(-1) : money(amount);
}

function toTransaction(entry: Entry, account: AccountStatement): ReadTransaction {
  const written = entry.booked || entry.valued;
  const date = compactDate(written);
  const amount = signed(entry.amount, entry.side);
  const counterparty = entry.names.find((name) => name !== account.holder);
  return {
    date,
    description: [...new Set([counterparty ?? '', ...entry.texts])].filter(Boolean).join(' '),
    amount: amount ?? ZERO,
    balance: null,
    ...(counterparty && { counterparty }),
    place: { page: 1 },
    ...(!amount && { isUnread: true }),
    doubts: [
      ...(date ? [] : [`"${written}" is no date`]),
      ...(amount ? [] : [`"${entry.amount}" is no amount`]),
      ...(entry.side === 'CRDT' || entry.side === 'DBIT' ? [] : ['the entry says neither credit nor debit']),
    ],
  };
}
