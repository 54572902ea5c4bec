import type { TextDocument, TextPage, Word } from '../../text/text-document.js';
import { wordsToLines } from '../../text/text-lines.js';

/** Letters, digits and signs as wide as ideographs, in which East Asian programs write. */
const FULL_WIDTH = /[\uFF01-\uFF5E]/gu;
const DASHES = /[\u2012\u2015\u2043\uFE58\uFE63]/gu;
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/gu;
const MINUS = /^\u2212(?=[\d.,])/u;

/** The document with one character for what is written by several: digits of full width, `≦`, rare dashes, the minus sign of a number. */
export function withPlainCharacters(document: TextDocument): TextDocument {
  return { ...document, pages: document.pages.map(plainPage) };
}

function plainPage(page: TextPage): TextPage {
  if (page.words.every(({ text }) => plain(text) === text)) return page;
  const words = page.words
    .map((word): Word => ({ ...word, text: plain(word.text) }))
    .filter(({ text }) => text !== '');
  return { ...page, words, lines: wordsToLines(words) };
}

function plain(text: string): string {
  return text
    .replace(FULL_WIDTH, (character) => character.normalize('NFKC'))
    .replace(/≦/gu, '≤')
    .replace(/≧/gu, '≥')
    .replace(DASHES, '–')
    .replace(INVISIBLE, '')
    .replace(MINUS, '-');
}
