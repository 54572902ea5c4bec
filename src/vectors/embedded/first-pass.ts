import type { Sql } from '../../platform/sqlite/index.js';
import type { MetadataFilter } from '../filter.js';
import { toSql } from './conditions.js';
import { type Narrowest, narrowest } from './members.js';

interface Bounds {
  /** A condition that so many products fit is not narrow. */
  mostCounted: number;
  /** Among so many of the nearest, those that fit a filter are looked for. */
  lookedThrough: number;
}

const BOUNDS: Bounds = { mostCounted: 20_000, lookedThrough: 5_000 };

interface FirstPass {
  owner: string;
  embedder: string;
  /** The signs of the vector that is sought. */
  bits: Uint8Array;
  /** Candidates at most. */
  wanted: number;
}

/**
 * Ids of the products whose signs differ least from those of a vector, and that fit a filter. To read the metadata of all products
 * takes several times as long as to compare their signs. So where few fit a condition, only they are compared; else those that fit
 * are looked for among the nearest, where they are many.
 */
export function nearestCodes(
  sql: Sql,
  order: FirstPass,
  filter: MetadataFilter = [],
  bounds = BOUNDS,
): number[] {
  if (filter.length === 0) return nearest(sql, order);
  const narrow = narrowest(sql, order.owner, filter, bounds.mostCounted);
  const found =
    narrow.count < bounds.mostCounted ? [] : amongNearest(sql, order, filter, bounds.lookedThrough);
  return found.length < order.wanted ? amongFitting(sql, order, narrow) : found;
}

function nearest(sql: Sql, { owner, embedder, bits, wanted }: FirstPass): number[] {
  return idsOf(
    sql.all<{ id: number }>(
      `SELECT id FROM product_codes WHERE owner = ? AND embedder = ?
       ORDER BY vec_distance_hamming(vec_bit(code), vec_bit(?)) LIMIT ?`,
      [owner, embedder, bits, wanted],
    ),
  );
}

function amongNearest(
  sql: Sql,
  { owner, embedder, bits, wanted }: FirstPass,
  filter: MetadataFilter,
  lookedThrough: number,
): number[] {
  const conditions = toSql(filter);
  return idsOf(
    sql.all<{ id: number }>(
      `SELECT nearest.id
       FROM (
         SELECT id, vec_distance_hamming(vec_bit(code), vec_bit(?)) AS distance FROM product_codes
         WHERE owner = ? AND embedder = ? ORDER BY distance LIMIT ?
       ) AS nearest
       JOIN products ON products.id = nearest.id AND products.deleted = 0
       WHERE TRUE${conditions.sql} ORDER BY nearest.distance LIMIT ?`,
      [bits, owner, embedder, Math.max(lookedThrough, wanted), ...conditions.parameters, wanted],
    ),
  );
}

function amongFitting(
  sql: Sql,
  { owner, embedder, bits, wanted }: FirstPass,
  { ids, rest }: Narrowest,
): number[] {
  const conditions = toSql(rest);
  return idsOf(
    sql.all<{ id: number }>(
      `SELECT product_codes.id
       FROM product_codes JOIN products ON products.id = product_codes.id AND products.deleted = 0
       WHERE product_codes.owner = ? AND product_codes.embedder = ? AND product_codes.id IN (${ids.sql})${conditions.sql}
       ORDER BY vec_distance_hamming(vec_bit(code), vec_bit(?)) LIMIT ?`,
      [owner, embedder, ...ids.parameters, ...conditions.parameters, bits, wanted],
    ),
  );
}

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);
