/** One thing in a narration that the report does not bear out. `text` is at most a few words of it. */
export interface Mismatch {
  kind: 'number' | 'unit' | 'flag' | 'word' | 'sentence' | 'omission' | 'length';
  text: string;
}

const LONGEST_QUOTE = 40;

/** Quotes what was wrong, short and harmless to show. */
export function mismatch(kind: Mismatch['kind'], text: string): Mismatch {
  const plain = text
    .replace(/[^\p{L}\p{N} .,:<>%/()-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { kind, text: plain.length > LONGEST_QUOTE ? `${plain.slice(0, LONGEST_QUOTE)}…` : plain };
}
