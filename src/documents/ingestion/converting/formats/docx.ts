import { Failure } from '../../../../platform/failure.js';
import { unzipSome } from '../../../files/zip.js';
import type { OpenedDocument } from '../opened-document.js';
import type { ReadDocument } from '../converted.js';
import { blocksOfElement, parseHtml } from './html-blocks.js';

/** Styles that mammoth does not know of itself. */
const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Quote'] => blockquote:fresh",
  "p[style-name='Intense Quote'] => blockquote:fresh",
  "p[style-name='Block Text'] => blockquote:fresh",
  "p[style-name='Source Code'] => pre:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
];
/** From a note to its place in the text. */
const BACK_LINK = /\s*<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/gu;

/** A Word document, through mammoth's HTML: headings, lists, tables, notes. */
export async function readDocx({ bytes }: OpenedDocument): Promise<ReadDocument> {
  // Looks at the sizes before mammoth unpacks them, and for entities that XML parsers would follow.
  const parts = unzipSome(bytes, (name) => /\.(?:xml|rels)$/u.test(name), 'The Word document');
  for (const part of parts.values())
    if (
      /<!DOCTYPE/iu.test(
        Buffer.from(part.buffer, part.byteOffset, Math.min(part.length, 2048)).toString('latin1'),
      )
    )
      throw new Failure(
        'unreadable',
        'The Word document has a document type declaration, which is not accepted.',
      );
  const { default: mammoth } = await import('mammoth');
  const { value } = await mammoth
    .convertToHtml(
      { buffer: Buffer.from(bytes) },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), styleMap: [...STYLES] },
    )
    .catch((error: unknown) => {
      throw new Failure('unreadable', 'The Word document is damaged.', { cause: error });
    });
  const { body } = await parseHtml(`<html><body>${value.replace(BACK_LINK, '')}</body></html>`);
  return { type: 'docx', pages: 1, blocks: blocksOfElement(body, 1), ...titleOf(parts) };
}

function titleOf(parts: ReadonlyMap<string, Uint8Array>): { title?: string } {
  const core = parts.get('docProps/core.xml');
  const title = core && /<dc:title[^>]*>([^<]+)<\/dc:title>/u.exec(Buffer.from(core).toString('utf8'))?.[1];
  return title ? { title } : {};
}
