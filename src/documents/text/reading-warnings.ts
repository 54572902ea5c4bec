import type { TextDocument } from './text-document.js';

const QUOTED_CHARACTERS = 120;

/** What a reader of any document should know about how its text came about, in words. */
export function readingWarnings(document: TextDocument): string[] {
  const { damagedPages, emptyPages, recognizedPages, layeredPages } = document;
  return [
    ...listed('Damaged pages that could not be read', damagedPages),
    ...listed('Pages without text', emptyPages),
    ...listed('Text recognised from pictures, on pages', recognizedPages),
    ...listed(
      'The text is a layer over a picture that a scanner made, and may differ from what is seen, on pages',
      layeredPages,
    ),
    ...hiddenTexts(document),
  ];
}

function listed(words: string, pages: readonly number[]): string[] {
  return pages.length === 0 ? [] : [`${words}: ${pages.join(', ')}.`];
}

function hiddenTexts({ pages }: TextDocument): string[] {
  return pages.flatMap(({ number, hiddenWords = [] }) => {
    if (hiddenWords.length === 0) return [];
    const text = hiddenWords.map((word) => word.text).join(' ');
    const quoted = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text;
    return [`Page ${number} holds text that cannot be seen on it, which was not read: "${quoted}".`];
  });
}
