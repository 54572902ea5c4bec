import type { NarratedResult } from './narrated-result.js';

/** A piece of a clause. Results stand by their index in the facts; sentences and titles are texts of the rules, found word by word. */
export type Token =
  | { type: 'name'; result: number; text: string }
  | { type: 'sentence'; text: string }
  | { type: 'title'; text: string }
  | { type: 'number'; value: number; unit: string | null; text: string }
  | { type: 'word'; text: string }
  | { type: 'mark'; text: string }
  | { type: 'strange'; text: string };

const NUMBER = /^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?/;
const WORD = /^[A-Za-z]+/;
const MARKS = new Set([...'.,:;?!()"-<>']);

/** Signs of what has been found, beside `⟦3⟧` for a name; a model's text that holds their brackets is refused before. */
export const SENTENCE_SIGN = '⟪s⟫';
export const TITLE_SIGN = '⟪t⟫';

/** Splits a clause. Whatever has no place in the language of a narration becomes `strange`. */
export function tokenize(clause: string, results: readonly NarratedResult[]): Token[] {
  const units = [...new Set(results.flatMap((result) => result.units))].sort((a, b) => b.length - a.length);
  const tokens: Token[] = [];
  let rest = clause;
  while (rest !== '') {
    const blank = /^\s+/.exec(rest)?.[0];
    if (blank !== undefined) {
      rest = rest.slice(blank.length);
      continue;
    }
    const token = nextToken(rest, units, results);
    tokens.push(token);
    rest = rest.slice(token.text.length);
  }
  return tokens;
}

function nextToken(rest: string, units: readonly string[], results: readonly NarratedResult[]): Token {
  if (rest.startsWith(SENTENCE_SIGN)) return { type: 'sentence', text: SENTENCE_SIGN };
  if (rest.startsWith(TITLE_SIGN)) return { type: 'title', text: TITLE_SIGN };
  const name = /^⟦(\d+)⟧/.exec(rest);
  if (name && results[Number(name[1])]) return { type: 'name', result: Number(name[1]), text: name[0] };
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return toNumber(rest, number, units);
  const word = WORD.exec(rest)?.[0];
  if (word !== undefined) return { type: 'word', text: word };
  const sign = String.fromCodePoint(rest.codePointAt(0)!);
  return { type: MARKS.has(sign) ? 'mark' : 'strange', text: sign };
}

/** A number with the unit behind it, if that is a unit of the report in full. */
function toNumber(rest: string, number: string, units: readonly string[]): Token {
  const value = Number(number.replaceAll(',', ''));
  const behind = rest.slice(number.length);
  const gap = /^ ?/.exec(behind)![0];
  const unit = units.find(
    (one) => behind.startsWith(gap + one) && isEnd(behind.slice(gap.length + one.length)),
  );
  if (unit === undefined) return { type: 'number', value, unit: null, text: number };
  return { type: 'number', value, unit, text: number + gap + unit };
}

function isEnd(text: string): boolean {
  return !/^(?:[\p{L}\p{N}%/*^]|\.\d)/u.test(text);
}
