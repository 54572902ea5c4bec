import type { TextDocument } from '../../text/text-document.js';

/** Scripts in which no names of analytes are known here, by the names that people give them. */
const SCRIPTS: ReadonlyArray<[name: string, letters: RegExp]> = [
  ['Chinese characters', /\p{Script=Han}/gu],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Korean', /\p{Script=Hangul}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Devanagari', /\p{Script=Devanagari}/gu],
  ['Thai', /\p{Script=Thai}/gu],
];
/** Fewer such letters are headings beside their translation, or `µ` and `β`. */
const LARGE_SHARE = 0.25;

/** The scripts in which a large part of the document is written although no names of analytes are known in them. */
export function unknownScripts(document: TextDocument): string[] {
  const text = document.pages.flatMap(({ words }) => words.map((word) => word.text)).join('');
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const found = SCRIPTS.filter(([, script]) => (text.match(script)?.length ?? 0) > LARGE_SHARE * letters);
  return found.map(([name]) => name);
}
