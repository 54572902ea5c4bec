const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'True', 'TRUE', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

/** The sentence that settings and forms show when a word is no boolean. */
export const BOOLEAN_WORDS = 'must be true, 1, yes or on; or false, 0, no or off';

/**
 * The boolean that a word of a form, a query or a setting stands for, or `undefined` for any other word.
 * Never a conversion by truthiness: that reads `"False"` as true.
 */
export function parseBoolean(word: string): boolean | undefined {
  return WORDS.get(word);
}
