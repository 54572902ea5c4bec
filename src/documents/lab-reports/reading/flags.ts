/** What a mark printed by the laboratory says. */
export type PrintedMeaning =
  'low' | 'high' | 'critical_low' | 'critical_high' | 'critical' | 'abnormal' | 'normal';

const MEANINGS: ReadonlyArray<[RegExp, PrintedMeaning]> = [
  [
    /^(hh|h\*{1,2}|h!|ch|critical(ly)? high|crit h(igh)?|panic high|very high|▲▲|↑↑|⇈|\+\+)$/,
    'critical_high',
  ],
  [/^(ll|l\*{1,2}|l!|cl|critical(ly)? low|crit l(ow)?|panic low|very low|▼▼|↓↓|⇊|--)$/, 'critical_low'],
  [/^(critical|crit|panic|c|\*\*\*?)$/, 'critical'],
  [
    /^(h|hi|high|\*?h|↑|▲|⇑|⬆|above( range| normal|( the)?( high| upper)?( reference)? limit)?|borderline high|elevated|increased|hoch|erhöht|alto|alta|élevé|yüksek|y|\+)$/,
    'high',
  ],
  [
    /^(l|lo|low|\*?l|↓|▼|⇓|⬇|below( range| normal|( the)?( low| lower)?( reference)? limit)?|borderline low|decreased|deficient|insufficient|niedrig|erniedrigt|bajo|baja|basso|bassa|bas|düşük|tief|d|b|t|-)$/,
    'low',
  ],
  [/^(a|aa|abn|abnormal|\*|!|out of range|outside( range)?|borderline|anormal)$/, 'abnormal'],
  [/^(n|normal|wnl|sufficient|in range|within( range| normal limits)?|ok|norm)$/, 'normal'],
];

/** The meaning of a printed flag such as `H`, `(L)`, `↑`, `*`, `Critical High`; null if the text is no flag. */
export function parseFlag(text: string): PrintedMeaning | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^[([](.*)[\])]$/, '$1')
    .trim()
    .replace(/^[↑↓▲▼⇈⇊]+\s*(?=\p{L})/u, '');
  return MEANINGS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** True for marks in letters or signs that mean something else where they do not stand right behind a number: `B` for bajo or basso, `+`. */
export function isMarkBehindNumber(text: string): boolean {
  return /^(?:[+-]{1,2}|[abdty])$/i.test(text.trim());
}

/** True for marks that are safe to read beside a number outside a flag column, where `C`, `N`, `+` and `-` may be anything. */
export function isInlineFlag(text: string): boolean {
  return (
    parseFlag(text) !== null &&
    !/^\(?(c|n|a|b|d|t|y|\+|-|--|\+\+|normal|norm|ok|bas|within|outside|above|below)\)?$/i.test(text.trim())
  );
}
