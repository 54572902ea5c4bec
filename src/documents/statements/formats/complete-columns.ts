import { readAmount } from '../money/amount-text.js';
import { isCurrencyCode } from '../money/currency.js';
import { ZERO } from '../money/money.js';
import type { NumberStyle } from '../money/number-style.js';
import { readFigureLabel } from '../printed/labels.js';
import { creditOrDebit } from '../printed/marks.js';
import {
  type Column,
  ENOUGH_STEPS,
  holdsDates,
  holdsMoney,
  leads,
  share,
  sizeOf,
  styleOf,
  toColumns,
} from './grid-contents.js';
import type { GridRole } from './grid-columns.js';
import type { Grid } from './grid.js';

const MOST = 0.8;
/** Headings of columns that hold another amount or currency than the account's. */
const FOREIGN = /foreign|original|local|fremd|ursprung|oorspr|etrang|source|target|exchange|wechsel|kurs/iu;

type Roles = ReadonlyMap<GridRole, number[]>;

/**
 * Names by their contents the columns whose headings say nothing that is known, and takes back names that the contents belie:
 * an amount, a running balance, marks of direction, the currency, an account number that is the other side's.
 */
export function completeColumns(
  named: Roles,
  headings: readonly string[],
  rows: Grid,
): Map<GridRole, number[]> {
  const roles = new Map(named);
  const columns = toColumns(headings, rows);
  const style = styleOf(columns);
  if (!roles.has('date')) setFirst(roles, 'date', unnamed(columns, roles).filter(holdsDates));
  if (!hasMoney(roles)) setAmount(roles, columns, style);
  dropOtherBalance(roles, columns, style);
  if (!roles.has('balance') && !roles.has('balance_before'))
    setFirst(roles, 'balance', leadingBalances(roles, columns, style));
  if (!roles.has('mark') || !holdsMarks(columns[roles.get('mark')![0]!]!)) setMark(roles, columns, style);
  setCurrency(roles, columns);
  setDescription(roles, columns);
  dropForeignAccount(roles, columns);
  return roles;
}

export const hasMoney = (roles: Roles): boolean =>
  roles.has('amount') || roles.has('debit') || roles.has('credit');

/** Columns that no heading names, or that only join the words of a row. */
function unnamed(columns: readonly Column[], roles: Roles): Column[] {
  const words: readonly GridRole[] = ['description', 'reference', 'category', 'counterparty'];
  const taken = new Set([...roles].flatMap(([role, indexes]) => (words.includes(role) ? [] : indexes)));
  return columns.filter(({ index }) => !taken.has(index));
}

function setFirst(roles: Map<GridRole, number[]>, role: GridRole, [first]: readonly Column[]): void {
  if (first) roles.set(role, [first.index]);
}

function setAmount(roles: Map<GridRole, number[]>, columns: readonly Column[], style: NumberStyle): void {
  const money = unnamed(columns, roles).filter(
    (column) => column.filled.length > MOST * column.cells.length && holdsMoney(column, style),
  );
  const leading = money.filter((amount) =>
    money.some((balance) => leads(amount, balance, style) >= ENOUGH_STEPS),
  );
  const candidates = leading.length > 0 ? leading : money.filter(({ heading }) => !FOREIGN.test(heading));
  if (candidates.length === 1) roles.set('amount', [candidates[0]!.index]);
}

/** The same balance beside every row is the account's of today; one beside no amount is that of the whole. */
function dropOtherBalance(
  roles: Map<GridRole, number[]>,
  columns: readonly Column[],
  style: NumberStyle,
): void {
  const balance = columns[roles.get('balance')?.[0] ?? -1];
  if (!balance) return;
  const amounts = amountColumns(roles, columns);
  const moving = balance.cells.filter((_, row) =>
    amounts.some(({ cells }) => sizeOf(cells[row]!, style)?.gt(ZERO)),
  );
  const isConstant = moving.length > 1 && new Set(moving).size === 1;
  if (isConstant || moving.every((cell) => cell === '')) roles.delete('balance');
}

const amountColumns = (roles: Roles, columns: readonly Column[]): Column[] =>
  (['amount', 'debit', 'credit'] as const).flatMap((role) => columns[roles.get(role)?.[0] ?? -1] ?? []);

function leadingBalances(roles: Roles, columns: readonly Column[], style: NumberStyle): Column[] {
  const amounts = amountColumns(roles, columns);
  const cells = columns[0]?.cells.map(
    (_, row) => amounts.map((column) => column.cells[row]!).find((cell) => sizeOf(cell, style)?.gt(0)) ?? '',
  );
  if (!cells) return [];
  const amount: Column = { index: -1, heading: '', cells, filled: cells };
  return unnamed(columns, roles).filter((balance) => leads(amount, balance, style) >= ENOUGH_STEPS);
}

const holdsMarks = ({ filled }: Column): boolean =>
  filled.length > 0 &&
  share(filled, (cell) => creditOrDebit(cell) !== null || readFigureLabel(cell) !== null) >= 0.5;

/** Marks of direction beside amounts that have no signs of their own. */
function setMark(roles: Map<GridRole, number[]>, columns: readonly Column[], style: NumberStyle): void {
  const amount = columns[roles.get('amount')?.[0] ?? -1];
  if (!amount || amount.filled.some((cell) => (readAmount(cell, style)?.mark ?? null) !== null)) return;
  const marks = unnamed(columns, roles).filter(
    (column) =>
      column.filled.length > MOST * amount.filled.length &&
      share(column.filled, (cell) => creditOrDebit(cell) !== null) > MOST,
  );
  setFirst(roles, 'mark', marks);
}

/** A column of currency codes, whatever its heading: "Valuta" is a currency to some banks and a date to others. */
function setCurrency(roles: Map<GridRole, number[]>, columns: readonly Column[]): void {
  const known = columns[roles.get('currency')?.[0] ?? -1];
  if (known?.filled.some(isCurrencyCode)) return;
  const found = columns.find(
    ({ filled, cells, heading }) =>
      filled.length > MOST * cells.length && filled.every(isCurrencyCode) && !FOREIGN.test(heading),
  );
  if (!found) return;
  for (const [role, indexes] of roles) {
    const others = indexes.filter((index) => index !== found.index);
    if (others.length === 0) roles.delete(role);
    else roles.set(role, others);
  }
  roles.set('currency', [found.index]);
}

/** Where no heading names the words of a row, every column of words is taken. */
function setDescription(roles: Map<GridRole, number[]>, columns: readonly Column[]): void {
  if (['description', 'reference', 'counterparty'].some((role) => roles.has(role as GridRole))) return;
  const named = new Set([...roles.values()].flat());
  const words = columns.filter(
    ({ index, filled }) => !named.has(index) && share(filled, (cell) => /\p{L}{3}/u.test(cell)) > MOST / 2,
  );
  if (words.length > 0)
    roles.set(
      'description',
      words.map(({ index }) => index),
    );
}

/** The account of a file stands beside every row and comes again; numbers that change from row to row are the other side's. */
function dropForeignAccount(roles: Map<GridRole, number[]>, columns: readonly Column[]): void {
  const account = columns[roles.get('account')?.[0] ?? -1];
  if (!account) return;
  const different = new Set(account.filled).size;
  const isOwn =
    account.filled.length > MOST * account.cells.length &&
    (different === 1 || different * 2 <= account.filled.length);
  if (!isOwn) roles.delete('account');
}
