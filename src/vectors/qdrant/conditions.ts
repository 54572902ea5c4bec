import type { Schemas } from '@qdrant/js-client-rest';
import type { Condition, MetadataFilter, Scalar } from '../filter.js';

type QdrantCondition = Schemas['Condition'];
export type TextRange = Condition & { operator: 'gt' | 'gte' | 'lt' | 'lte'; value: string };

const NOTHING: QdrantCondition = { has_id: [] };

/** The products of an owner that are not deleted. */
export function livingOf(owner: string): QdrantCondition[] {
  return [equals('owner', owner), LIVING];
}

export const LIVING: QdrantCondition = equals('deleted', false);

export function equals(key: string, value: string | boolean): QdrantCondition {
  return { key, match: { value } };
}

/** A filter as Qdrant's conditions on the payload, except {@link textRangesOf}, which Qdrant does not know. */
export function toConditions(filter: MetadataFilter = []): QdrantCondition[] {
  return filter.filter((condition) => !isTextRange(condition)).map(toCondition);
}

/** Ranges of texts, which are decided here by {@link isWithin}. */
export function textRangesOf(filter: MetadataFilter = []): TextRange[] {
  return filter.filter(isTextRange);
}

/** Whether a product's metadata, or a member of a list in it, lies within a range; texts in the order of their UTF-8 bytes. */
export function isWithin(metadata: Record<string, unknown>, { member, operator, value }: TextRange): boolean {
  const found = Object.hasOwn(metadata, member) ? metadata[member] : undefined;
  return [found].flat().some((text) => {
    if (typeof text !== 'string') return false;
    const order = Buffer.compare(Buffer.from(text), Buffer.from(value));
    if (order === 0) return operator === 'gte' || operator === 'lte';
    return order > 0 === operator.startsWith('g');
  });
}

function isTextRange(condition: Condition): condition is TextRange {
  return (
    condition.operator !== 'in' && condition.operator !== 'equals' && typeof condition.value === 'string'
  );
}

function toCondition(condition: Condition): QdrantCondition {
  // Quotes make a key of it, whatever dots and brackets there are in the name.
  const key = `metadata."${condition.member}"`;
  if (condition.operator === 'equals') return equalsScalar(key, condition.value);
  if (condition.operator !== 'in') return { key, range: { [condition.operator]: condition.value } };
  // To Qdrant an empty list of alternatives is no condition at all.
  if (condition.values.length === 0) return NOTHING;
  return { should: condition.values.map((value) => equalsScalar(key, value)) };
}

/** Qdrant matches texts, booleans and whole numbers only; a range matches any number. */
function equalsScalar(key: string, value: Scalar): QdrantCondition {
  return typeof value === 'number' ? { key, range: { gte: value, lte: value } } : equals(key, value);
}
