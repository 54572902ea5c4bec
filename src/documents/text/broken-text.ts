import type { TextPage } from './text-document.js';

/** Replacement characters, private use and control characters: a font whose letters the file does not name. */
const UNREADABLE = /[\uFFFD\p{Co}\p{Cn}]|(?![\t\n\r])\p{Cc}/gu;
const UNREADABLE_SHARE = 0.15;
/** In any language more than half of what is written is letters and digits. */
const PLAIN = /[\p{L}\p{N}]/gu;
const PLAIN_SHARE = 0.45;
/** Lines and leaders drawn with characters, `+-----+` and `.......`, are no writing. */
const DRAWN = /[-=_.+*~─━]{3,}|[|│┃]/gu;
/** A page with fewer characters is too short to be judged by its mixture. */
const JUDGED_CHARACTERS = 60;

/** Whether the text that a page carries cannot be what is seen on it, because its characters are not named. */
export function isBrokenText({ words, rotatedWords }: TextPage): boolean {
  const text = [...words, ...rotatedWords].map((word) => word.text.replace(DRAWN, '')).join('');
  const count = [...text].length;
  if (count === 0) return false;
  if (matches(text, UNREADABLE) / count > UNREADABLE_SHARE) return true;
  return count >= JUDGED_CHARACTERS && matches(text, PLAIN) / count < PLAIN_SHARE;
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
