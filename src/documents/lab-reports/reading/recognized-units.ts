import { type TextDocument, type TextPage, type Word } from '../../text/text-document.js';
import { wordsToLines } from '../../text/text-lines.js';

/** `10^3/µL` as text recognition gives it: `1073/pL`, `10"3/uL`, `1043/uL`. */
const COUNT = /^[x×*]?1[0O](?:[^\p{L}\d]|[47])?([369]|12)\/[µμupy][lL]$/u;
/** Nothing in a laboratory is counted in picolitres: the sign µ, which English has not, was read as p. */
const PER_PICOLITRE = /^(\p{L}+)\/[py]L$/u;
const NUMBER = /^[<>]?\d[\d.,]*$/u;
/** What stands for something else than was recognised is not sure. */
const MENDED_CONFIDENCE = 0.5;

/** The document with units on recognised pages that recognition gives in a known wrong spelling, less sure than before. */
export function mendRecognizedUnits(document: TextDocument): TextDocument {
  const { recognizedPages } = document;
  if (recognizedPages.length === 0) return document;
  const pages = document.pages.map((page) => (recognizedPages.includes(page.number) ? mendPage(page) : page));
  return { ...document, pages };
}

function mendPage(page: TextPage): TextPage {
  const mended = new Map<Word, Word>();
  for (const { words } of page.lines)
    words.forEach((word, index) => {
      const text = mendUnit(word.text, words[index - 1]?.text ?? '');
      if (text === null) return;
      const confidence = Math.min(word.confidence ?? 1, MENDED_CONFIDENCE);
      mended.set(word, { ...word, text, confidence });
    });
  if (mended.size === 0) return page;
  const words = page.words.map((word) => mended.get(word) ?? word);
  return { ...page, words, lines: wordsToLines(words) };
}

/** A count is a unit only beside a number; alone it may be the value. */
function mendUnit(text: string, before: string): string | null {
  const power = NUMBER.test(before) ? COUNT.exec(text)?.[1] : undefined;
  if (power) return `10^${power}/µL`;
  const counted = PER_PICOLITRE.exec(text)?.[1];
  return counted ? `${counted}/µL` : null;
}
