import type { Schemas } from '@qdrant/js-client-rest';
import { matches, type Point, Refused } from './qdrant-filters.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Selector = Schemas['PointRequest']['with_payload'];
type Vectors = Record<string, number[]>;

/** One collection of the stand-in: points in memory, searched one by one. */
export class Collection {
  private readonly points = new Map<string, Point>();
  private readonly vectors = new Map<string, { size: number; distance: string }>();
  private readonly textIndexes = new Map<string, Schemas['TextIndexParams']>();

  info() {
    return {
      status: 'green',
      optimizer_status: 'ok',
      points_count: this.points.size,
      segments_count: 1,
      config: { params: { vectors: Object.fromEntries(this.vectors) } },
      payload_schema: {},
    };
  }

  createIndex({ field_name: field, field_schema: schema }: Schemas['CreateFieldIndex']): void {
    if (typeof schema === 'object' && schema?.type === 'text')
      this.textIndexes.set(field, schema as Schemas['TextIndexParams']);
  }

  createVectors(name: string, config: Schemas['VectorNameConfig']): void {
    if (!('dense' in config)) throw new Refused(501, 'Sparse vectors are not in the stand-in');
    if (this.vectors.has(name)) throw new Refused(400, `Wrong input: Vector ${name} already exists`);
    this.vectors.set(name, config.dense);
  }

  deleteVectors(name: string): void {
    if (!this.vectors.delete(name)) throw new Refused(400, `Not existing vector name error: ${name}`);
    for (const { vectors } of this.points.values()) vectors.delete(name);
  }

  upsert(body: Schemas['PointInsertOperations']): void {
    if (!('points' in body)) throw new Refused(501, 'Batches of columns are not in the stand-in');
    const { points, update_filter: filter, update_mode: mode } = body;
    for (const { id, vector, payload } of points) {
      const point = {
        id: pointId(id),
        payload: sorted(payload ?? {}) as Point['payload'],
        vectors: this.checked(vector),
      };
      const standing = this.points.get(point.id);
      if (standing && mode === 'insert_only') continue;
      if (!standing && mode === 'update_only') continue;
      if (standing && filter && !matches(standing, filter, this.textIndexes)) continue;
      this.points.set(point.id, point);
    }
  }

  update(operations: Schemas['UpdateOperation'][]): void {
    for (const operation of operations)
      if ('update_vectors' in operation) this.updateVectors(operation.update_vectors);
      else if ('set_payload' in operation) this.setPayload(operation.set_payload);
      else throw new Refused(501, `${Object.keys(operation).join()} is not in the stand-in`);
  }

  retrieve({ ids, with_payload: selector }: Schemas['PointRequest']) {
    return ids
      .map((id) => this.points.get(pointId(id)))
      .filter((point) => point !== undefined)
      .map(({ id, payload }) => ({ id, payload: select(payload, selector ?? true) }));
  }

  count({ filter }: Schemas['CountRequest']): { count: number } {
    return { count: this.matching(filter).length };
  }

  scroll({ filter, limit, offset, with_payload: selector }: Schemas['ScrollRequest']) {
    const rest = this.matching(filter)
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .filter(({ id }) => !offset || id >= String(offset));
    const page = rest.slice(0, limit ?? 10);
    const points = page.map(({ id, payload }) => ({ id, payload: select(payload, selector ?? true) }));
    return { points, next_page_offset: rest[page.length]?.id ?? null };
  }

  query({ query, using, filter, limit, with_payload: selector }: Schemas['QueryRequest']) {
    const sought = this.checked({ [using ?? '']: query as number[] }).get(using ?? '')!;
    const points = this.matching(filter)
      .filter(({ vectors }) => vectors.has(using!))
      .map(({ id, payload, vectors }) => ({
        id,
        version: 0,
        score: dot(sought, vectors.get(using!)!),
        payload: select(payload, selector ?? false),
      }))
      .sort((one, other) => other.score - one.score);
    return { points: points.slice(0, limit ?? 10) };
  }

  private updateVectors({ points, update_filter: filter }: Schemas['UpdateVectors']): void {
    for (const { id, vector } of points) {
      const vectors = this.checked(vector);
      const standing = this.points.get(pointId(id));
      if (!standing) throw new Refused(404, `Not found: No point with id ${id} found`);
      if (filter && !matches(standing, filter, this.textIndexes)) continue;
      for (const [name, values] of vectors) standing.vectors.set(name, values);
    }
  }

  private setPayload({ payload, points, filter }: Schemas['SetPayload']): void {
    if (points) throw new Refused(501, 'set_payload by ids is not in the stand-in');
    for (const point of this.matching(filter)) Object.assign(point.payload, sorted(payload));
  }

  private matching(filter: Schemas['ScrollRequest']['filter']): Point[] {
    return [...this.points.values()].filter((point) => matches(point, filter, this.textIndexes));
  }

  /** Vectors by name, of length one as Qdrant keeps them for the cosine. */
  private checked(vectors: Schemas['VectorStruct'] | Vectors): Map<string, number[]> {
    return new Map(
      Object.entries(vectors as Vectors).map(([name, values]) => {
        const size = this.vectors.get(name)?.size;
        if (size === undefined)
          throw new Refused(400, `Wrong input: Not existing vector name error: ${name}`);
        if (size !== values.length)
          throw new Refused(
            400,
            `Wrong input: Vector dimension error: expected dim: ${size}, got ${values.length}`,
          );
        const length = Math.hypot(...values) || 1;
        return [name, values.map((value) => value / length)];
      }),
    );
  }
}

function pointId(id: Schemas['ExtendedPointId']): string {
  if (typeof id === 'string' && UUID.test(id)) return id;
  throw new Refused(400, `Format error in JSON body: value ${id} is not a valid point ID`);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}

function select(payload: Point['payload'], selector: Selector): Point['payload'] | null {
  if (selector === false) return null;
  const entries = Object.entries(payload);
  if (Array.isArray(selector)) return Object.fromEntries(entries.filter(([name]) => selector.includes(name)));
  if (typeof selector === 'object' && selector && 'exclude' in selector) {
    const excluded = selector.exclude as string[];
    return Object.fromEntries(entries.filter(([name]) => !excluded.includes(name)));
  }
  return payload;
}

/** Qdrant gives members back in the order of their names. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, content]) => [name, sorted(content)]));
}
