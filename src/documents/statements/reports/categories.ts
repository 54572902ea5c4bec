import { readFileSync } from 'node:fs';
import { Failure } from '../../../platform/failure.js';
import { withoutAccents } from '../dates/date-text.js';
import type { Money } from '../money/money.js';
import { ZERO } from '../money/money.js';

export const UNCATEGORISED = 'uncategorised';

/** A category and the words that lead to it; `side` limits it to money that comes or goes. */
export interface CategoryRule {
  category: string;
  words: string[];
  side?: 'credit' | 'debit';
}

export type Categorizer = (description: string, amount: Money) => string;

const MAXIMUM_RULES = 500;
const MAXIMUM_WORDS = 500;

/** The rules that ship with Assay: categories.json beside this module. */
export const CATEGORY_RULES = JSON.parse(
  readFileSync(new URL('categories.json', import.meta.url), 'utf8'),
) as readonly CategoryRule[];

/** Finds the category of a transaction: the first rule one of whose words stands in its description, as whole words. */
export function makeCategorizer(own: readonly CategoryRule[] = []): Categorizer {
  const compiled = [...own, ...CATEGORY_RULES].map(({ category, words, side }) => ({
    category,
    side,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:${words.map((word) => escapeWords(withoutAccents(word))).join('|')})(?![\p{L}])`,
      'u',
    ),
  }));
  const known = new Map<string, string>();
  const find = (description: string, isCredit: boolean): string => {
    const text = withoutAccents(description);
    const rule = compiled.find(
      ({ side, pattern }) => (!side || (side === 'credit') === isCredit) && pattern.test(text),
    );
    return rule?.category ?? UNCATEGORISED;
  };
  return (description, amount) => {
    const isCredit = amount.gt(ZERO);
    const key = `${isCredit ? '+' : '-'}${description}`;
    const category = known.get(key) ?? find(description, isCredit);
    known.set(key, category);
    return category;
  };
}

const escapeWords = (words: string): string =>
  words
    .trim()
    .replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`)
    .replace(/\s+/gu, String.raw`\s+`);

/**
 * Reads rules that a client sends: a JSON array of `{ "category", "words": [...], "side"?: "credit"|"debit" }`.
 *
 * @throws Failure `bad_input` saying what is wrong
 */
export function parseCategoryRules(json: string): CategoryRule[] {
  const wrong = (what: string): Failure => new Failure('bad_input', `category_rules: ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw wrong('is no JSON.');
  }
  if (!Array.isArray(value) || value.length > MAXIMUM_RULES)
    throw wrong(`must be a list of at most ${MAXIMUM_RULES} rules.`);
  return value.map((rule: unknown, index): CategoryRule => {
    const { category, words, side } = (rule ?? {}) as Record<string, unknown>;
    const hasWords =
      Array.isArray(words) &&
      words.length <= MAXIMUM_WORDS &&
      words.every((word) => typeof word === 'string' && word.trim() !== '');
    if (typeof category !== 'string' || category === '' || !hasWords || words.length === 0)
      throw wrong(`rule ${index + 1} needs a category and words.`);
    if (side !== undefined && side !== 'credit' && side !== 'debit')
      throw wrong(`the side of rule ${index + 1} must be credit or debit.`);
    return { category, words: words as string[], ...(side && { side }) };
  });
}
