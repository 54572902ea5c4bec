import type { SqlValue } from '../../platform/sqlite/index.js';
import type { Condition, MetadataFilter } from '../filter.js';

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

export interface SqlCondition {
  /** Empty, or conditions on the table `products` that begin with AND. */
  sql: string;
  parameters: SqlValue[];
}

/** A filter as SQL over the JSON of the metadata; numbers are compared with numbers, texts with texts. */
export function toSql(filter: MetadataFilter = []): SqlCondition {
  const parts = filter.map(conditionToSql);
  return {
    sql: parts.map(({ sql }) => ` AND ${sql}`).join(''),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function conditionToSql(condition: Condition): SqlCondition {
  const path = `$."${condition.member}"`;
  switch (condition.operator) {
    case 'equals':
      return { sql: `${EXTRACT} = ?`, parameters: [path, sqlValue(condition.value)] };
    case 'in': {
      const marks = condition.values.map(() => '?').join(', ');
      return { sql: `${EXTRACT} IN (${marks})`, parameters: [path, ...condition.values.map(sqlValue)] };
    }
    default: {
      const kinds = typeof condition.value === 'number' ? "('integer', 'real')" : "('text')";
      return {
        sql: `json_type(products.metadata, ?) IN ${kinds} AND ${EXTRACT} ${OPERATORS[condition.operator]} ?`,
        parameters: [path, path, condition.value],
      };
    }
  }
}

const EXTRACT = 'json_extract(products.metadata, ?)';

/** JSON's true and false come out of SQLite as 1 and 0. */
const sqlValue = (value: string | number | boolean): SqlValue =>
  typeof value === 'boolean' ? Number(value) : value;
