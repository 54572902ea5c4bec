import { allHold, readClaims } from './claims.js';
import { markKnownParts, plainNarration, sentencesOf } from './clauses.js';
import type { NarrationFacts } from './facts.js';
import { mismatch, type Mismatch } from './mismatch.js';
import { isRemarkable } from './narrated-result.js';
import { checkNumbers } from './numbers.js';
import { type Token, tokenize } from './tokens.js';
import { CLAIM_WORDS, FLAG_WORDS, MENTION_WORDS, PLAIN_WORDS, TITLE_WORDS } from './vocabulary.js';

export interface NarrationCheck {
  accepted: boolean;
  /** The text in plain signs; this is what is shown if it is accepted. */
  text: string;
  mismatches: Mismatch[];
}

const SHORTEST = 20;
const LONGEST = 8_000;
const LEAD_WORDS = new Set([
  'the',
  'your',
  'a',
  'an',
  'also',
  'level',
  'value',
  'of',
  ...Object.keys(FLAG_WORDS),
]);

/**
 * Checks a model's text against the report, sentence by sentence. It is accepted only if every word, number, unit and flag in it is
 * borne out: what is not understood is a mismatch. Nothing out of range may be left out.
 */
export function checkNarration(answer: string, facts: NarrationFacts): NarrationCheck {
  if (answer.length > LONGEST) return refused(mismatch('length', `${answer.length} characters`));
  const text = plainNarration(answer);
  if (text.length < SHORTEST) return refused(mismatch('length', 'no text to speak of'));
  const mismatches = check(text, facts);
  return { accepted: mismatches.length === 0, text, mismatches };
}

function refused(why: Mismatch): NarrationCheck {
  return { accepted: false, text: '', mismatches: [why] };
}

function check(text: string, facts: NarrationFacts): Mismatch[] {
  if (/[⟦⟧⟪⟫]/.test(text)) return [mismatch('sentence', 'signs of the program')];
  const told = new Set<number>();
  const found = sentencesOf(markKnownParts(text, facts)).flatMap((clauses) =>
    checkSentence(clauses, facts, told),
  );
  const missing = facts.results.filter((result, at) => isRemarkable(result) && !told.has(at));
  return [...found, ...missing.map(({ name }) => mismatch('omission', name))];
}

interface Clause {
  tokens: Token[];
  names: number[];
  claims: ReturnType<typeof readClaims>['claims'];
  wordsLeft: string[];
  hasNumbers: boolean;
}

function checkSentence(texts: readonly string[], facts: NarrationFacts, told: Set<number>): Mismatch[] {
  const clauses = texts.map((text) => readClause(text, facts));
  const found = clauses.flatMap((clause) => checkClause(clause, facts, told));
  // Beside a clause with a claim, one that only names a result may be meant by it.
  const isMixed =
    clauses.some(isClaim) && clauses.some((clause) => clause.names.length > 0 && !isClaim(clause));
  return isMixed ? [...found, mismatch('sentence', readable(clauses[0]!.tokens, facts))] : found;
}

function readClause(text: string, { results }: NarrationFacts): Clause {
  const tokens = tokenize(text, results);
  return {
    tokens,
    names: [...new Set(tokens.flatMap((token) => (token.type === 'name' ? [token.result] : [])))],
    ...readClaims(tokens),
    hasNumbers: tokens.some((token) => token.type === 'number'),
  };
}

function isClaim({ claims, hasNumbers }: Clause): boolean {
  return claims.size > 0 || hasNumbers;
}

function checkClause(clause: Clause, facts: NarrationFacts, told: Set<number>): Mismatch[] {
  const { tokens, wordsLeft } = clause;
  const vocabulary = vocabularyOf(clause);
  return [
    ...tokens.flatMap((token) => (token.type === 'strange' ? [mismatch('word', token.text)] : [])),
    ...wordsLeft.flatMap((word) => (vocabulary.has(word) ? [] : [mismatch('word', word)])),
    ...strayComparators(tokens),
    ...(isClaim(clause) ? checkClaim(clause, facts, told) : checkQuestion(clause, facts)),
  ];
}

function vocabularyOf(clause: Clause): ReadonlySet<string> {
  if (isClaim(clause)) return CLAIM_WORDS;
  if (clause.tokens.some(({ type }) => type === 'title')) return TITLE_WORDS;
  return clause.names.length > 0 ? MENTION_WORDS : PLAIN_WORDS;
}

/** `You asked about ferritin` must be so. */
function checkQuestion({ names, wordsLeft }: Clause, { results, askedAbout }: NarrationFacts): Mismatch[] {
  if (!wordsLeft.includes('asked')) return [];
  const others = names.map((name) => results[name]!.name).filter((name) => !askedAbout.includes(name));
  return others.map((name) => mismatch('sentence', `asked about ${name}`));
}

/** `Potassium > sodium` would be a claim of its own. */
function strayComparators(tokens: readonly Token[]): Mismatch[] {
  return tokens.flatMap((token, at) =>
    token.type === 'mark' && /[<>]/.test(token.text) && tokens[at + 1]?.type !== 'number'
      ? [mismatch('sentence', `${token.text} without a number`)]
      : [],
  );
}

function checkClaim({ tokens, names, claims }: Clause, facts: NarrationFacts, told: Set<number>): Mismatch[] {
  if (!beginsWithName(tokens) || isDoubted(tokens)) return [mismatch('sentence', readable(tokens, facts))];
  const found = checkNumbers(tokens, facts.results);
  if (claims.size === 0) return found;
  for (const name of names) {
    const result = facts.results[name]!;
    if (allHold(claims, result.flag)) told.add(name);
    else found.push(mismatch('flag', `${result.name}: ${[...claims].join(', ').replaceAll('_', ' ')}`));
  }
  return found;
}

/** A claim is about the result that its sentence begins with: no `your results` or `everything` can stand before it. */
function beginsWithName(tokens: readonly Token[]): boolean {
  const rest = tokens[0]?.type === 'title' ? tokens.slice(1) : tokens;
  const first = rest.find(
    ({ type, text }) => type !== 'mark' && !(type === 'word' && LEAD_WORDS.has(text.toLowerCase())),
  );
  return first?.type === 'name' && !rest.some(({ type }) => type === 'title' || type === 'sentence');
}

/** A claim is no question and no exclamation. */
function isDoubted(tokens: readonly Token[]): boolean {
  return tokens.some(({ type, text }) => type === 'mark' && /[?!]/.test(text));
}

function readable(tokens: readonly Token[], { results }: NarrationFacts): string {
  return tokens
    .map((token) => (token.type === 'name' ? results[token.result]!.name : token.text))
    .join(' ')
    .replace(/ (?=[.,:;)])/g, '');
}
