import { marked } from 'marked';
import type { OpenedDocument } from '../opened-document.js';
import type { ReadDocument } from '../converted.js';
import { blocksOfElement, parseHtml } from './html-blocks.js';

/** Lines between rules at the very beginning, as site generators and note books write them. */
const FRONT_MATTER = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/u;
const TITLE = /^title:[ \t]*(["']?)(.+?)\1[ \t]*$/mu;

/** Markdown (CommonMark with GitHub's tables) through its HTML; front matter gives the title. */
export async function readMarkdown({ text }: OpenedDocument): Promise<ReadDocument> {
  const source = text().replace(/\r\n?/gu, '\n');
  const head = FRONT_MATTER.exec(source);
  const title = head && TITLE.exec(head[1]!)?.[2];
  const { body } = await parseHtml(await marked.parse(head ? source.slice(head[0].length) : source));
  return { type: 'markdown', pages: 1, blocks: blocksOfElement(body, 1), ...(title && { title }) };
}
