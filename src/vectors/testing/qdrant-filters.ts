import type { Schemas } from '@qdrant/js-client-rest';
import { wordsIn } from '../words.js';

export interface Point {
  id: string;
  payload: Record<string, unknown>;
  vectors: Map<string, number[]>;
}

/** A request that Qdrant would refuse, or that the stand-in does not know. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type TextIndexes = ReadonlyMap<string, Schemas['TextIndexParams']>;
type Filter = Schemas['Filter'];
type Member<Kind extends object> = { [Name in keyof Kind]?: unknown };

/** Whether a point matches a filter, as Qdrant decides it. */
export function matches(point: Point, filter: Filter | null | undefined, indexes: TextIndexes): boolean {
  const holds = (condition: Schemas['Condition']): boolean => isTrue(point, condition, indexes);
  const { must, should, must_not: mustNot, ...others } = filter ?? {};
  if (Object.keys(others).length > 0) throw new Refused(501, 'min_should is not in the stand-in');
  const alternatives = listOf(should);
  return (
    listOf(must).every(holds) &&
    !listOf(mustNot).some(holds) &&
    (alternatives.length === 0 || alternatives.some(holds))
  );
}

function listOf(conditions: Filter['must']): Schemas['Condition'][] {
  return conditions ? ([conditions].flat() as Schemas['Condition'][]) : [];
}

function isTrue(point: Point, condition: Schemas['Condition'], indexes: TextIndexes): boolean {
  if ('has_id' in condition) return (condition.has_id as unknown[]).includes(point.id);
  if ('has_vector' in condition) return point.vectors.has(condition.has_vector as string);
  if (!('key' in condition)) return matches(point, condition as Filter, indexes);
  const { key, match, range } = condition as Schemas['FieldCondition'];
  const values = [valueAt(point.payload, key)].flat();
  if (range) return values.some((value) => isInRange(value, range as Member<Schemas['Range']>));
  if (match && 'value' in match) return values.includes(match.value as never);
  if (match && 'text' in match) {
    const index = indexes.get(key);
    return values.some((value) => typeof value === 'string' && hasText(value, match.text as string, index));
  }
  throw new Refused(501, `This condition is not in the stand-in: ${JSON.stringify(condition)}`);
}

/** The value under a payload key: names divided by dots, those with other signs in quotes. */
function valueAt(payload: unknown, key: string): unknown {
  const parts = key.match(/"[^"]+"|[\p{L}\p{N}_-]+|./gu) ?? [];
  const names = parts.filter((_, at) => at % 2 === 0);
  const dots = parts.filter((_, at) => at % 2 === 1);
  if (dots.some((dot) => dot !== '.') || names.length === dots.length || names.includes('.'))
    throw new Refused(400, `Format error in JSON body: Invalid key ${key}`);
  return names
    .map((name) => name.replaceAll('"', ''))
    .reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), payload);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInRange(value: unknown, { gt, gte, lt, lte }: Member<Schemas['Range']>): boolean {
  if (typeof value !== 'number') return false;
  return (
    (typeof gt !== 'number' || value > gt) &&
    (typeof gte !== 'number' || value >= gte) &&
    (typeof lt !== 'number' || value < lt) &&
    (typeof lte !== 'number' || value <= lte)
  );
}

/** With a text index all words must be found, as beginnings if it is one of prefixes; without, the text itself. */
function hasText(value: string, text: string, index: Schemas['TextIndexParams'] | undefined): boolean {
  if (!index) return value.includes(text);
  const longest = index.max_token_len ?? Infinity;
  const words = wordsIn(value.toLowerCase());
  return wordsIn(text.toLowerCase()).every((sought) =>
    words.some((word) =>
      index.tokenizer === 'prefix' ? word.startsWith(sought.slice(0, longest)) : word === sought,
    ),
  );
}
