import { fold, textOf, wordsIn } from '../words.js';
import type { ProductPayload } from './points.js';

/** How much an occurrence counts in the name, the description and the metadata. */
const WEIGHTS = [4, 2, 1] as const;
const [SATURATION, LENGTH_SHARE] = [1.2, 0.75];
const LEAST_RARITY = 1e-6;

interface Candidate {
  payload: ProductPayload;
  /** For each word that is sought, how often it occurs, weighted. */
  occurrences: number[];
  length: number;
}

export interface Ranked {
  payload: ProductPayload;
  /** 0 to 1. */
  score: number;
}

/**
 * The candidates of a search by words, best first: BM25 as SQLite's FTS5 reckons it, each word also as a beginning.
 *
 * @param words folded
 * @param total products among which the words are sought, which says how rare a word is
 */
export function rank(payloads: readonly ProductPayload[], words: readonly string[], total: number): Ranked[] {
  const candidates = payloads
    .map((payload) => countWords(payload, words))
    .filter(({ occurrences }) => occurrences.some((count) => count > 0));
  const rarities = words.map((_, at) =>
    rarityOf(candidates.filter(({ occurrences }) => occurrences[at]! > 0).length, total),
  );
  const meanLength = candidates.reduce((sum, { length }) => sum + length, 0) / candidates.length;
  return candidates
    .map(({ payload, occurrences, length }) => {
      const slowing = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / meanLength);
      const value = occurrences.reduce(
        (sum, count, at) => sum + (rarities[at]! * count * (SATURATION + 1)) / (count + slowing),
        0,
      );
      return { payload, score: value / (1 + value) };
    })
    .sort((one, other) => other.score - one.score);
}

function countWords(payload: ProductPayload, sought: readonly string[]): Candidate {
  const { name, description, metadata } = payload;
  const fields = [name, description ?? '', textOf(metadata)].map((text) => wordsIn(fold(text)));
  const occurrences = sought.map((word) =>
    fields.reduce(
      (sum, words, at) => sum + WEIGHTS[at]! * words.filter((one) => one.startsWith(word)).length,
      0,
    ),
  );
  return { payload, occurrences, length: fields.flat().length };
}

function rarityOf(found: number, total: number): number {
  return Math.max(Math.log((total - found + 0.5) / (found + 0.5)), LEAST_RARITY);
}
