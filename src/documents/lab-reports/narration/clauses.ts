import type { NarrationFacts } from './facts.js';
import { quotableSentences } from './facts.js';
import type { NarratedResult } from './narrated-result.js';
import { SENTENCE_SIGN, TITLE_SIGN } from './tokens.js';
import { FLAG_WORDS } from './vocabulary.js';

const FLAG = new RegExp(
  String.raw`\b(?:${Object.keys(FLAG_WORDS).join('|')}|above|below|within|outside|out of|not assessed)\b`,
  'i',
);
const NAME = /⟦\d+⟧/;

/** The text as it is checked and, if accepted, shown: typographic signs made plain, emphasis and bullets of Markdown taken out. */
export function plainNarration(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[–—−‐‑]/g, '-')
    .replace(/[\u00a0\u202f\t]/g, ' ')
    .replace(/μ/gu, 'µ')
    .replace(/\*\*/g, '')
    .replace(/^ *(?:[-*•]) +/gm, '- ')
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * The text with its known parts replaced by signs: sentences and titles of the rules that stand there word by word, and names of
 * results. A title counts in double quotes or as a line's lead, so that it is told as a title and not as a fact of its own.
 */
export function markKnownParts(text: string, facts: NarrationFacts): string {
  let marked = text;
  for (const sentence of longestFirst(quotableSentences(facts))) {
    const whole = new RegExp(String.raw`(?<=^(?:- )?|[.:?!]\s{1,2}|")${escape(sentence)}(?=\s|"|$)`, 'gmu');
    marked = marked.replace(whole, `${SENTENCE_SIGN}.`);
  }
  for (const title of longestFirst(facts.findings.map((finding) => finding.title))) {
    const asTitle = new RegExp(
      String.raw`"${escape(title)}[.,]?"|(?<=^(?:- )?)${escape(title)}(?=[.:]|$)`,
      'gmu',
    );
    marked = marked.replace(asTitle, TITLE_SIGN);
  }
  return markNames(marked, facts.results).replace(/(?<=[A-Za-z⟧])'s\b/g, '');
}

function markNames(text: string, results: readonly NarratedResult[]): string {
  const indexByName = new Map(results.map(({ name }, index) => [name.toLowerCase(), index]));
  const names = longestFirst(results.map(({ name }) => name)).map(escape);
  if (names.length === 0) return text;
  const anyName = new RegExp(String.raw`(?<![\p{L}\p{N}⟦])(?:${names.join('|')})(?![\p{L}\p{N}])`, 'giu');
  return text.replace(anyName, (name) => `⟦${indexByName.get(name.toLowerCase()) ?? ''}⟧`);
}

/** Sentences of a marked text, each as its clauses. Lines end sentences too. */
export function sentencesOf(marked: string): string[][] {
  return marked
    .split('\n')
    .map((line) => line.replace(/^- /, '').trim())
    .flatMap((line) => line.split(/(?<=[.?!])\s+/))
    .filter((sentence) => sentence !== '')
    .map(clausesOf);
}

/** `Sodium is normal, while potassium is high` has two; so has `and` between two parts that each name a result and its flag. */
function clausesOf(sentence: string): string[] {
  return sentence.split(/\s*;\s*|,?\s+(?:while|whereas|but)\s+/i).flatMap(splitAtAnd);
}

function splitAtAnd(clause: string): string[] {
  for (const { index, 0: link } of clause.matchAll(/,? and (?=(?:the |your )?⟦)/gi)) {
    const [left, right] = [clause.slice(0, index), clause.slice(index + link.length)];
    if ([left, right].every((part) => NAME.test(part) && FLAG.test(part)))
      return [left, ...splitAtAnd(right)];
  }
  return [clause];
}

function longestFirst(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => b.length - a.length);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
