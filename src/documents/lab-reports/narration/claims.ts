import type { AnalyteFlag } from '../lab-report.js';
import type { Token } from './tokens.js';
import { FLAG_WORDS } from './vocabulary.js';

/** What a clause says about the flag of the results that it names. */
export type Claim =
  | 'low'
  | 'high'
  | 'normal'
  | 'outside'
  | 'abnormal'
  | 'critical'
  | 'critical_low'
  | 'critical_high'
  | 'unknown';

const NOUN = String.raw`(?:(?:normal|printed|published|reference) )*(?:range|interval|limits?|reference)\b`;
const range = (end = ''): string => String.raw`(?:(?:the|its|your) )?${end}${NOUN}`;
/** Phrases are used up in this order; those without a claim only name the numbers behind them. */
const PHRASES: [RegExp, Claim | null][] = [
  [/\bnot assessed\b/g, 'unknown'],
  [/\bcritically low\b/g, 'critical_low'],
  [/\bcritically high\b/g, 'critical_high'],
  [new RegExp(String.raw`\b(?:outside|out of) ${range()}`, 'g'), 'outside'],
  [new RegExp(String.raw`\b(?:within|in) ${range()}`, 'g'), 'normal'],
  [new RegExp(String.raw`\babove ${range('(?:upper )?')}`, 'g'), 'high'],
  [new RegExp(String.raw`\bbelow ${range('(?:lower )?')}`, 'g'), 'low'],
  [
    new RegExp(
      String.raw`\b${range('(?:(?:upper|lower) )?')}(?: (?:is|was|of|from|between|:|up to|at least|[<>]))* (?=#)`,
      'g',
    ),
    null,
  ],
  [/(?<=# )to(?= #)/g, null],
];

/** The claims of a clause, and the words that no claim has used up. */
export function readClaims(tokens: readonly Token[]): { claims: Set<Claim>; wordsLeft: string[] } {
  const claims = new Set<Claim>();
  let text = tokens.map(plainText).join(' ');
  for (const [phrase, claim] of PHRASES) {
    text = text.replace(phrase, () => {
      if (claim) claims.add(claim);
      return ' · ';
    });
  }
  const wordsLeft: string[] = [];
  for (const [word] of text.matchAll(/[a-z]+/g)) {
    const claim = Object.hasOwn(FLAG_WORDS, word) ? FLAG_WORDS[word] : undefined;
    if (claim) claims.add(claim);
    else wordsLeft.push(word);
  }
  return { claims, wordsLeft };
}

/** True if everything that is claimed holds for the flag; of a critical result nothing less may be said. */
export function allHold(claims: ReadonlySet<Claim>, flag: AnalyteFlag): boolean {
  const allowed = ALLOWED[flag];
  if (![...claims].every((claim) => allowed.includes(claim))) return false;
  return !flag.startsWith('critical') || claims.has(flag as Claim) || claims.has('critical');
}

const ALLOWED: Record<AnalyteFlag, readonly Claim[]> = {
  low: ['low', 'outside'],
  high: ['high', 'outside'],
  critical_low: ['critical', 'critical_low', 'low', 'outside'],
  critical_high: ['critical', 'critical_high', 'high', 'outside'],
  normal: ['normal'],
  abnormal: ['abnormal', 'outside'],
  unknown: ['unknown'],
};

function plainText(token: Token): string {
  if (token.type === 'word') return token.text.toLowerCase();
  if (token.type === 'name') return '@';
  if (token.type === 'number') return '#';
  return token.type === 'mark' ? token.text : '·';
}
