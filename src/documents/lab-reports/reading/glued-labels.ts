import type { Word } from '../../text/text-document.js';

/** `TOTAL....:214`, `CRP:<0,5`: letters, a leader or a colon, and the number right behind it. */
const GLUED = /^(.*\p{L}[\p{L})\]%]*)(\.{2,}\s*:?|:)((?:[<>≤≥]=?)?\d.*)$/u;

/** The words with a label and its value as two, where a report sets no space between them. Times and ratios are left as they are. */
export function withGluedLabelsApart(words: readonly Word[]): Word[] {
  return words.flatMap((word) => {
    const [, label = '', separator = '', value = ''] = GLUED.exec(word.text) ?? [];
    return label === '' ? [word] : splitWord(word, label + separator, value);
  });
}

/** Letters of a font are taken as equally wide. */
function splitWord(word: Word, head: string, tail: string): Word[] {
  const [x0, y0, x1, y1] = word.box;
  const edge = x0 + ((x1 - x0) * head.length) / word.text.length;
  return [
    { ...word, text: head, box: [x0, y0, edge, y1] },
    { ...word, text: tail, box: [edge, y0, x1, y1] },
  ];
}
