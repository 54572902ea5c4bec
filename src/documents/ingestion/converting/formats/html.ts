import { Failure } from '../../../../platform/failure.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import { type ReadDocument, textOf } from '../converted.js';
import { blocksOfElement, type HtmlDocument, isHidden, parseHtml } from './html-blocks.js';

/** Readability is tried where there is a body of text worth finding. */
const ENOUGH_CHARACTERS = 500;
/** Where it keeps less of the page than this, the page is no article. */
const ARTICLE_SHARE = 0.4;
const MAXIMUM_CHARACTERS = 20_000_000;

/** The main content of a web page. Nothing in it is run, and nothing is fetched. */
export async function readHtml({ text, bytes }: OpenedDocument): Promise<ReadDocument> {
  const source = declaredText(bytes) ?? text();
  if (source.length > MAXIMUM_CHARACTERS) throw new Failure('too_large', 'The page is too long to be read.');
  const document = await parseHtml(source);
  const title = document.title || undefined;
  const whole = blocksOfElement(document.body ?? document.documentElement, 1);
  const article = await mainContent(source, whole.map((block) => JSON.stringify(block)).join('').length);
  return {
    type: 'html',
    pages: 1,
    blocks: article ? withHeadings(article, whole) : whole,
    ...(title && { title }),
  };
}

async function mainContent(source: string, wholeLength: number): Promise<ReadDocument['blocks'] | null> {
  if (wholeLength < ENOUGH_CHARACTERS) return null;
  const { Readability } = await import('@mozilla/readability');
  const document = await parseHtml(source);
  removeHidden(document.documentElement);
  removeMisleadingNames(document.documentElement);
  const article = new Readability(document as never, { charThreshold: ENOUGH_CHARACTERS }).parse();
  if (!article?.content) return null;
  const { body } = await parseHtml(`<html><body>${article.content}</body></html>`);
  const blocks = blocksOfElement(body, 1);
  const length = blocks.map((block) => JSON.stringify(block)).join('').length;
  return length >= ARTICLE_SHARE * wholeLength ? blocks : null;
}

/** Readability takes the names off what it keeps, by which it would be known later. */
function removeHidden(root: HtmlDocument['documentElement']): void {
  for (const node of [...(root.querySelectorAll?.('[id], [class], [style], [hidden]') ?? [])])
    if (isHidden(node) && !/^(?:html|body)$/iu.test(node.nodeName)) node.remove?.();
}

/** Readability drops headings by words in their names that mean advertising elsewhere; most names repeat the heading. */
function removeMisleadingNames(root: HtmlDocument['documentElement']): void {
  for (const heading of root.querySelectorAll?.('h1, h2, h3, h4, h5, h6') ?? [])
    for (const name of ['id', 'class']) heading.removeAttribute?.(name);
}

/** Readability leaves the first heading out where it takes it for the title, and makes others of its level lower ones. */
function withHeadings(article: readonly Block[], whole: readonly Block[]): Block[] {
  const levels = new Map(
    whole.flatMap((block) => (block.type === 'heading' ? [[block.text, block.level] as const] : [])),
  );
  const blocks = article.map((block) =>
    block.type === 'heading' ? { ...block, level: levels.get(block.text) ?? block.level } : block,
  );
  const first = whole.find((block) => block.type === 'heading' && block.level === 1);
  const isThere = blocks.some((block) => first && block.type === 'heading' && block.text === textOf(first));
  return first && !isThere ? [first, ...blocks] : blocks;
}

/** The text by the encoding that the page itself declares; null where it declares none or UTF-8. */
function declaredText(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 2048)).toString(
    'latin1',
  );
  const charset = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/iu.exec(head)?.[1];
  if (!charset || /^utf-?8$/iu.test(charset)) return null;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
