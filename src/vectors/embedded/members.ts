import type { Sql, Transaction } from '../../platform/sqlite/index.js';
import type { Condition, MetadataFilter, Scalar } from '../filter.js';
import { OPERATORS, type SqlCondition } from './conditions.js';

/** A value of a product's metadata, or of a list in it, as a filter finds it. */
interface Member {
  member: string;
  kind: 'text' | 'number' | 'boolean';
  value: string | number;
}

interface Product {
  id: number;
  owner: string;
}

export function insertMembers(sql: Transaction, { id, owner }: Product, metadata: object): void {
  for (const { member, kind, value } of membersOf(metadata))
    sql.run('INSERT OR IGNORE INTO product_members (owner, member, kind, value, id) VALUES (?, ?, ?, ?, ?)', [
      owner,
      member,
      kind,
      value,
      id,
    ]);
}

export function deleteMembers(sql: Transaction, { id, owner }: Product, metadata: object): void {
  for (const { member, kind, value } of membersOf(metadata))
    sql.run(
      'DELETE FROM product_members WHERE owner = ? AND member = ? AND kind = ? AND value = ? AND id = ?',
      [owner, member, kind, value, id],
    );
}

/** The one of a filter's conditions that the fewest products fit. */
export interface Narrowest {
  /** The ids that fit it, as a query. */
  ids: SqlCondition;
  /** How many they are, as far as they are counted. */
  count: number;
  /** The other conditions. */
  rest: MetadataFilter;
}

/** Counting stops at `mostCounted`: a condition that so many fit is not narrow. */
export function narrowest(sql: Sql, owner: string, filter: MetadataFilter, mostCounted: number): Narrowest {
  const found = filter.map((condition) => {
    const ids = idsFitting(owner, condition);
    const counting = `SELECT count(*) AS count FROM (${ids.sql} LIMIT ${mostCounted})`;
    const { count } = sql.get<{ count: number }>(counting, ids.parameters)!;
    return { ids, count, rest: filter.filter((other) => other !== condition) };
  });
  return found.reduce((one, other) => (other.count < one.count ? other : one));
}

function idsFitting(owner: string, condition: Condition): SqlCondition {
  const alternatives =
    condition.operator === 'in'
      ? condition.values.map((value) => comparison('equals', value))
      : [comparison(condition.operator, condition.value)];
  const fits = alternatives.map(({ sql }) => sql).join(' OR ') || 'FALSE';
  return {
    sql: `SELECT id FROM product_members WHERE owner = ? AND member = ? AND (${fits})`,
    parameters: [owner, condition.member, ...alternatives.flatMap(({ parameters }) => parameters)],
  };
}

function comparison(operator: keyof typeof OPERATORS, value: Scalar): SqlCondition {
  const { kind, value: stored } = toMember('', value);
  return { sql: `(kind = '${kind}' AND value ${OPERATORS[operator]} ?)`, parameters: [stored] };
}

function membersOf(metadata: object): Member[] {
  return Object.entries(metadata).flatMap(([member, value]: [string, unknown]) =>
    [value]
      .flat()
      .filter((one) => isScalar(one))
      .map((one) => toMember(member, one)),
  );
}

function toMember(member: string, value: Scalar): Member {
  if (typeof value === 'boolean') return { member, kind: 'boolean', value: Number(value) };
  return { member, kind: typeof value === 'string' ? 'text' : 'number', value };
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
