/** The most words of a search that are looked for. */
const MOST_WORDS = 32;

/** The words of a text: runs of letters and digits. */
export function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words that a search means. */
export function wordsSought(text: string): string[] {
  return wordsIn(text).slice(0, MOST_WORDS);
}

/** Everything in the metadata that can be found by words. */
export function textOf(metadata: unknown): string {
  if (['string', 'number', 'bigint'].includes(typeof metadata)) return String(metadata);
  if (typeof metadata !== 'object' || metadata === null) return '';
  return Object.values(metadata).map(textOf).filter(Boolean).join(' ');
}

/** A text in small letters without accents, as words are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}
