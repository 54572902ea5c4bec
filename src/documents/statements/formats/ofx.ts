import { Failure } from '../../../platform/failure.js';
import { maskNumber } from '../printed/account-number.js';
import type { AccountStatement, Figure, ReadStatement, ReadTransaction } from '../statement/statement.js';
import { type Money, ZERO } from '../money/money.js';
import { compactDate, plainAmount } from './figures.js';

/** An element of OFX: a value, or elements within. */
interface Element {
  name: string;
  text: string;
  line: number;
  children: Element[];
}

/** Elements that hold others; all the rest hold values, and in OFX 1 (SGML) have no end tag. */
const AGGREGATES =
  /^(?:OFX|SIGNONMSGSRSV1|SONRS|STATUS|FI|BANKMSGSRSV1|STMTTRNRS|STMTRS|BANKACCTFROM|BANKACCTTO|BANKTRANLIST|BANKTRANLISTP|STMTTRN|STMTTRNP|LEDGERBAL|AVAILBAL|CREDITCARDMSGSRSV1|CCSTMTTRNRS|CCSTMTRS|CCACCTFROM|CCACCTTO|BALLIST|BAL|CURRENCY|ORIGCURRENCY|PAYEE|MKTGINFO)$/u;
const TOKEN = /<(\/?)([A-Za-z][\w.]*)[^<>]*?(\/?)>(?:<!\[CDATA\[((?:[^<]|<(?!!\[CDATA\[))*?)\]\]>|([^<]*))/gu;
const MAXIMUM_DEPTH = 40;

/**
 * Reads OFX 1 (SGML), OFX 2 (XML) and QFX. Entities other than the five of XML are left as they are written.
 *
 * @throws Failure `unreadable` when it holds no account
 */
export function readOfx(text: string): ReadStatement {
  const root = parseElements(text);
  const statements = findAll(root, ['STMTRS', 'CCSTMTRS']);
  if (statements.length === 0) throw new Failure('unreadable', whyNoStatement(root));
  const bank = textOf(findAll(root, ['FI'])[0], 'ORG') || undefined;
  return { format: 'ofx', accounts: statements.map((statement) => toAccount(statement, bank)), warnings: [] };
}

/** What a file without a statement is instead. */
function whyNoStatement(root: Element): string {
  const status = findAll(root, ['STATUS']).find((element) => textOf(element, 'SEVERITY') === 'ERROR');
  const message = textOf(status, 'MESSAGE') || (status && `code ${textOf(status, 'CODE')}`);
  if (message)
    return `The OFX file holds no account statement but the bank's answer to a request: ${message}.`;
  if (findAll(root, ['INVSTMTRS']).length > 0)
    return 'The OFX file holds an investment account, and no statement of a bank account or card.';
  return 'The OFX file holds no account statement.';
}

function parseElements(text: string): Element {
  const root: Element = { name: '', text: '', line: 1, children: [] };
  const open: Element[] = [root];
  const body = text.slice(Math.max(0, text.search(/<OFX>/iu)));
  let line = text.slice(0, text.length - body.length).split('\n').length;
  let lineEnd = body.indexOf('\n');
  for (const match of body.matchAll(TOKEN)) {
    for (; lineEnd >= 0 && lineEnd < match.index; lineEnd = body.indexOf('\n', lineEnd + 1)) line += 1;
    const name = match[2]!.toUpperCase();
    if (match[1]) {
      const index = open.findLastIndex((element) => element.name === name);
      if (index > 0) open.length = index;
      continue;
    }
    const element: Element = { name, text: unescape(match[4] ?? match[5] ?? '').trim(), line, children: [] };
    open.at(-1)!.children.push(element);
    if (AGGREGATES.test(name) && !match[3] && open.length < MAXIMUM_DEPTH) open.push(element);
  }
  return root;
}

function unescape(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };
  return text.replace(/&(lt|gt|amp|quot|apos|nbsp);/gu, (_match, name: string) => entities[name]!);
}

function findAll(element: Element, names: readonly string[]): Element[] {
  return element.children.flatMap((child) => (names.includes(child.name) ? [child] : findAll(child, names)));
}

function textOf(element: Element | undefined, name: string): string {
  return element?.children.find((child) => child.name === name)?.text ?? '';
}

function childOf(element: Element, ...names: string[]): Element | undefined {
  return element.children.find((child) => names.includes(child.name));
}

function toAccount(statement: Element, bank: string | undefined): AccountStatement {
  const account = childOf(statement, 'BANKACCTFROM', 'CCACCTFROM');
  const list = childOf(statement, 'BANKTRANLIST');
  const number = textOf(account, 'ACCTID');
  const ledger = childOf(statement, 'LEDGERBAL');
  return {
    ...(number && { number: maskNumber(number) }),
    ...(bank && { bank }),
    isCreditCard: statement.name === 'CCSTMTRS',
    currency: textOf(statement, 'CURDEF').toUpperCase() || null,
    period: { from: compactDate(textOf(list, 'DTSTART')), to: compactDate(textOf(list, 'DTEND')) },
    opening: null,
    closing: ledgerBalance(ledger),
    totals: [],
    waypoints: [],
    transactions: (list ? findAll(list, ['STMTTRN']) : []).map(toTransaction),
  };
}

function ledgerBalance(ledger: Element | undefined): Figure | null {
  const value = plainAmount(textOf(ledger, 'BALAMT'));
  return ledger && value
    ? { value: value.amount, place: { page: 1, line: ledger.line }, label: 'LEDGERBAL' }
    : null;
}

function toTransaction(element: Element): ReadTransaction {
  const posted = textOf(element, 'DTPOSTED');
  const date = compactDate(posted);
  const written = textOf(element, 'TRNAMT');
  const value = plainAmount(written);
  const name = textOf(element, 'NAME') || textOf(childOf(element, 'PAYEE') ?? element, 'NAME');
  const memo = textOf(element, 'MEMO');
  return {
    date,
    description: describe(name, memo) || textOf(element, 'TRNTYPE'),
    amount: value?.amount ?? ZERO,
    balance: null,
    ...(name && { counterparty: name }),
    place: { page: 1, line: element.line },
    ...(!value && { isUnread: true }),
    doubts: [
      ...(date ? [] : [`"${posted}" is no date`]),
      ...(value ? [] : [`"${written}" is no amount`]),
      ...(value?.doubt ? [value.doubt] : []),
      ...(value && contradicts(textOf(element, 'TRNTYPE'), value.amount)
        ? ['its type and its sign contradict each other']
        : []),
    ],
  };
}

/** Amounts are signed by the holder's view, whatever the type; these two types have a sign of their own. */
function contradicts(type: string, amount: Money): boolean {
  return (/^DEBIT$/iu.test(type) && amount.gt(ZERO)) || (/^CREDIT$/iu.test(type) && amount.lt(ZERO));
}

/** Banks put the name at the head of the memo as well. */
function describe(name: string, memo: string): string {
  if (memo === '' || name.includes(memo)) return name;
  return memo.includes(name) ? memo : `${name} ${memo}`;
}
