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
  let best: { chain: Chain; cost: number } | null = null;
  for (const order of ordersOf(statement)) {
    const chain = follow(statement, order);
    const cost = order.unplaced + chain.links.filter((link) => !link.ok).length;
    if (!best || cost < best.cost) best = { chain, cost };
    if (best.cost === 0) break;
  }
  return best!.chain;
}

interface Order {
  rows: number[];
  /** Waypoints by the position in `rows` before which they stand. */
  waypoints: Map<number, Waypoint[]>;
  /** Waypoints that have no place in this order: as bad as if they did not hold. */
  unplaced: number;
}

/** Orders that the dates allow: read against its dates, a list with all signs exchanged would seem to add up as well. */
function* ordersOf(statement: AccountStatement): Generator<Order> {
  const { transactions, waypoints } = statement;
  const count = transactions.length;
  const printed = transactions.map((_, index) => index);
  const reversed = printed.toReversed();
  const trend = trendOf(transactions);
  if (trend !== 'falling')
    yield { rows: printed, waypoints: placed(waypoints, (before) => before), unplaced: 0 };
  if (trend !== 'rising')
    yield { rows: reversed, waypoints: placed(waypoints, (before) => count - before), unplaced: 0 };
  if (!transactions.some((row) => row.balance)) return;
  const atEnds = waypoints.filter(({ before }) => before === 0 || before === count);
  const byDates = (trend === null ? [printed, reversed] : [trend === 'rising' ? printed : reversed]).map(
    (rows) => rows.toSorted((a, b) => compareDates(transactions[a]!, transactions[b]!)),
  );
  for (const rows of [...byDates, orderByBalances(statement)]) {
    // In the printed order the waypoints have their places.
    if (!rows || isSameOrder(rows, printed) || isSameOrder(rows, reversed)) continue;
    yield {
      rows,
      waypoints: placed(atEnds, (before) => before),
      unplaced: waypoints.length - atEnds.length,
    };
  }
}

const isSameOrder = (rows: readonly number[], others: readonly number[]): boolean =>
  rows.every((row, index) => row === others[index]);

/**
 * An order in which each row's balance leads to the next, wherever the rows stand; null where there is none through all.
 * Rows are the edges of a graph whose nodes are balances, so it is an Eulerian path (Hierholzer's algorithm).
 */
function orderByBalances({ opening, transactions }: AccountStatement): number[] | null {
  if (!opening || transactions.some((row) => !row.balance)) return null;
  const leaving = new Map<string, number[]>();
  for (const [index, { amount, balance }] of transactions.entries()) {
    const start = balance!.minus(amount).toFixed();
    const rows = leaving.get(start);
    if (rows) rows.push(index);
    else leaving.set(start, [index]);
  }
  const order: number[] = [];
  const walk: { balance: string; row: number | null }[] = [{ balance: opening.value.toFixed(), row: null }];
  for (let here = walk.at(-1); here; here = walk.at(-1)) {
    const row = leaving.get(here.balance)?.pop();
    if (row !== undefined) walk.push({ balance: transactions[row]!.balance!.toFixed(), row });
    else if (walk.pop()!.row !== null) order.push(here.row!);
  }
  order.reverse();
  return order.length === transactions.length && isConnected(order, transactions) ? order : null;
}

/** The walk may have come back from a dead end; then its order does not hold. */
function isConnected(order: readonly number[], transactions: readonly ReadTransaction[]): boolean {
  return order.slice(1).every((row, index) => {
    const { amount, balance } = transactions[row]!;
    return transactions[order[index]!]!.balance!.plus(amount).eq(balance!);
  });
}

/** Whether the dates never fall, or never rise, down the list; null for neither or one date alone. */
function trendOf(transactions: readonly ReadTransaction[]): 'rising' | 'falling' | null {
  const dates = transactions.flatMap(({ date }) => date ?? []);
  const steps = dates.slice(1).map((date, index) => date.localeCompare(dates[index]!));
  const [rises, falls] = [steps.some((step) => step > 0), steps.some((step) => step < 0)];
  if (rises === falls) return null;
  return rises ? 'rising' : 'falling';
}

function compareDates(a: ReadTransaction, b: ReadTransaction): number {
  return (a.date ?? '').localeCompare(b.date ?? '');
}

function placed(
  waypoints: readonly Waypoint[],
  position: (before: number) => number,
): Map<number, Waypoint[]> {
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
  return {
    order: rows,
    links,
    unanchored,
    opening,
    closing: reached === null ? null : reached.plus(pending),
  };
}
