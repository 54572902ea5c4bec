import type { SqlValue } from '../../platform/sqlite/index.js';
import type { Condition, MetadataFilter, Scalar } from '../filter.js';

export const OPERATORS = { equals: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

export interface SqlCondition {
  /** Empty, or conditions on the table `products` that begin with AND. */
  sql: string;
  parameters: SqlValue[];
}

/** A filter as SQL over the JSON of the metadata; values are compared with those of their own type. */
export function toSql(filter: MetadataFilter = []): SqlCondition {
  const parts = filter.map(conditionToSql);
  return {
    sql: parts.map(({ sql }) => ` AND ${sql}`).join(''),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

// json_each gives a value itself, or the members of a list, either of which may match; an object has no value.
function conditionToSql(condition: Condition): SqlCondition {
  const path = `$."${condition.member}"`;
  const alternatives =
    condition.operator === 'in'
      ? condition.values.map((value) => comparison('equals', value))
      : [comparison(condition.operator, condition.value)];
  const matches = alternatives.map(({ sql }) => sql).join(' OR ') || 'FALSE';
  return {
    sql: `json_type(products.metadata, ?) <> 'object' AND EXISTS (SELECT 1 FROM json_each(products.metadata, ?) AS member WHERE ${matches})`,
    parameters: [path, path, ...alternatives.flatMap(({ parameters }) => parameters)],
  };
}

function comparison(operator: keyof typeof OPERATORS, value: Scalar): SqlCondition {
  if (typeof value === 'boolean') return { sql: `member.type = '${value}'`, parameters: [] };
  const types = typeof value === 'number' ? "'integer', 'real'" : "'text'";
  return {
    sql: `(member.type IN (${types}) AND member.value ${OPERATORS[operator]} ?)`,
    parameters: [value],
  };
}
