import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import type { ReadDocument } from '../converted.js';

/** Plain text: paragraphs are what blank lines part; form feeds part pages. */
export async function readPlainText({ text }: OpenedDocument): Promise<ReadDocument> {
  const pages = text().split('\f');
  const blocks = pages.flatMap((page, index) => paragraphsOf(page, index + 1));
  return { type: 'text', pages: pages.length, blocks };
}

/** Paragraphs of a text, their lines kept. */
export function paragraphsOf(text: string, page: number): Block[] {
  return text
    .replace(/\r\n?/gu, '\n')
    .replace(/^\ufeff/u, '')
    .split(/\n[ \t]*\n/u)
    .map((paragraph) => paragraph.replace(/^\n+|\s+$/gu, ''))
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => ({ type: 'paragraph', text: paragraph, page }));
}
