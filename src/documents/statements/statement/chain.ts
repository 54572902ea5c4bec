import { type Money, ZERO } from '../money/money.js';
import type { AccountStatement, ReadTransaction, Waypoint } from './statement.js';

/** A stretch of transactions between two printed balances, and whether they lead from the one to the other. */
export interface Link {
  /** Indexes into the statement's transactions, in the order of the chain. */
  rows: number[];
  expected: Money;
  actual: Money;
  ok: boolean;
  /** What was printed at its end: the row's own balance, a waypoint, or the closing balance. */
  end: { row: number } | { waypoint: Waypoint } | 'closing';
}

export interface Chain {
  /** Indexes of the transactions in the order of time that the balances show. */
  order: number[];
  links: Link[];
  /** Rows before the first printed balance when no opening balance is printed: nothing confirms them. */
  unanchored: number[];
  /** Balance before the first transaction: the printed one, or what the first printed balance leads back to. */
  opening: Money | null;
  closing: Money | null;
}

/**
 * Follows the printed balances through the transactions. Statements list them oldest first, newest first, or in an
 * order of their own; the order in which the most links hold is taken.
 */
export function followBalances(statement: AccountStatement): Chain {
  const candidates = ordersOf(statement).map((order) => follow(statement, order));
  return candidates.reduce((best, chain) => (broken(chain) < broken(best) ? chain : best));
}

const broken = (chain: Chain): number => chain.links.filter((link) => !link.ok).length;

interface Order {
  rows: number[];
  /** Waypoints by the position in `rows` before which they stand. */
  waypoints: Map<number, Waypoint[]>;
}

function ordersOf({ transactions, waypoints }: AccountStatement): Order[] {
  const printed = transactions.map((_, index) => index);
  const reversed = [...printed].reverse();
  const byDate = (rows: number[]): number[] =>
    [...rows].sort((a, b) => compareDates(transactions[a]!, transactions[b]!));
  const count = transactions.length;
  const orders: Order[] = [
    { rows: printed, waypoints: placed(waypoints, (before) => before) },
    { rows: reversed, waypoints: placed(waypoints, (before) => count - before) },
  ];
  if (transactions.some((row) => row.balance)) {
    for (const rows of [byDate(printed), byDate(reversed)]) orders.push({ rows, waypoints: new Map() });
  }
  return orders;
}

function compareDates(a: ReadTransaction, b: ReadTransaction): number {
  return (a.date ?? '').localeCompare(b.date ?? '');
}

function placed(waypoints: readonly Waypoint[], position: (before: number) => number): Map<number, Waypoint[]> {
  const map = new Map<number, Waypoint[]>();
  for (const waypoint of waypoints) {
    const at = position(waypoint.before);
    map.set(at, [...(map.get(at) ?? []), waypoint]);
  }
  return map;
}

function follow(statement: AccountStatement, { rows, waypoints }: Order): Chain {
  const links: Link[] = [];
  let known: Money | null = statement.opening?.value ?? null;
  let opening = known;
  let pending = ZERO;
  let since: number[] = [];
  const unanchored: number[] = [];

  const arrive = (actual: Money, end: Link['end']): void => {
    if (known === null) {
      opening = actual.minus(pending);
      unanchored.push(...since);
    } else {
      const expected = known.plus(pending);
      links.push({ rows: since, expected, actual, ok: expected.eq(actual), end });
    }
    known = actual;
    pending = ZERO;
    since = [];
  };

  for (const [position, row] of rows.entries()) {
    for (const waypoint of waypoints.get(position) ?? []) arrive(waypoint.value, { waypoint });
    const { amount, balance } = statement.transactions[row]!;
    pending = pending.plus(amount);
    since.push(row);
    if (balance) arrive(balance, { row });
  }
  for (const waypoint of waypoints.get(rows.length) ?? []) arrive(waypoint.value, { waypoint });
  if (statement.closing) arrive(statement.closing.value, 'closing');
  const reached = known as Money | null;
  return { order: rows, links, unanchored, opening, closing: reached === null ? null : reached.plus(pending) };
}
