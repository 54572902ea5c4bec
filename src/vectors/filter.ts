import { Failure } from '../platform/failure.js';
import { isStorable } from './storable.js';

/** What a member of the metadata is compared with. */
export type Scalar = string | number | boolean;

/** One condition on a member of the metadata. */
export type Condition =
  | { member: string; operator: 'equals'; value: Scalar }
  | { member: string; operator: 'in'; values: Scalar[] }
  | { member: string; operator: 'gt' | 'gte' | 'lt' | 'lte'; value: number | string };

/** Conditions that all have to hold. */
export type MetadataFilter = readonly Condition[];

const MAXIMUM_CONDITIONS = 20;
const MAXIMUM_VALUES = 100;
const RANGES = ['gt', 'gte', 'lt', 'lte'] as const;

/**
 * Reads a filter: `{ "brand": "Acme", "color": { "in": ["red", "blue"] }, "price": { "gte": 10, "lt": 20 } }`.
 *
 * @throws Failure `bad_input` with a sentence that says what is wrong
 */
export function parseFilter(json: string): MetadataFilter {
  const filter = parseObject(json);
  if (!isStorable(filter)) throw wrong('contains NUL or broken characters, or is nested too deeply');
  const conditions = Object.entries(filter).flatMap(([member, condition]) => conditionsOf(member, condition));
  if (conditions.length > MAXIMUM_CONDITIONS) throw wrong(`has more than ${MAXIMUM_CONDITIONS} conditions`);
  return conditions;
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw wrong('is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('must be a JSON object');
  return value as Record<string, unknown>;
}

function conditionsOf(member: string, condition: unknown): Condition[] {
  if (member === '' || /["\\]/u.test(member))
    throw wrong('names a member with a quotation mark or backslash');
  if (isScalar(condition)) return [{ member, operator: 'equals', value: condition }];
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
    throw wrong(`gives "${member}" neither a value nor an object with in, gt, gte, lt or lte`);
  return Object.entries(condition).map(([operator, value]) => conditionOf(member, operator, value));
}

function conditionOf(member: string, operator: string, value: unknown): Condition {
  if (operator === 'equals' && isScalar(value)) return { member, operator, value };
  if (operator === 'in' && Array.isArray(value) && value.length <= MAXIMUM_VALUES && value.every(isScalar))
    return { member, operator, values: value };
  const range = RANGES.find((name) => name === operator);
  if (range && isScalar(value) && typeof value !== 'boolean') return { member, operator: range, value };
  throw wrong(`has no condition "${operator}" with such a value for "${member}"`);
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function wrong(words: string): Failure {
  return new Failure('bad_input', `filter: The filter ${words}.`);
}
