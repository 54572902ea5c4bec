import { strToU8, zipSync } from 'fflate';
import PDFDocument from 'pdfkit';
import type { ConvertedDocument } from '../converted.js';
import { convertDocument } from '../convert-document.js';

/** The document made of these bytes or this text, or the failure that it ended with. */
export const convert = (content: string | Uint8Array): Promise<ConvertedDocument> =>
  convertDocument({ bytes: typeof content === 'string' ? Buffer.from(content) : content });

/** What each block is and says, in short. */
export function outline({ blocks }: Pick<ConvertedDocument, 'blocks'>): string[] {
  return blocks.map((block) => {
    if (block.type === 'heading') return `h${block.level} ${block.text}`;
    if (block.type === 'list_item') return `${block.ordered ? '1.' : '-'}${block.level} ${block.text}`;
    if (block.type === 'table') return block.rows.map((row) => row.join(' | ')).join(' / ');
    return `${block.type === 'paragraph' ? '' : `${block.type}: `}${block.text}`;
  });
}

export const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, strToU8(content)])));

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A Word document with this body. */
export const docx = (body: string, more: Record<string, string> = {}): Uint8Array =>
  zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.' +
      'wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<?xml version="1.0"?><w:document ${WORD}><w:body>${body}</w:body></w:document>`,
    ...more,
  });

/** A paragraph of a Word document, in a style. */
export const wordParagraph = (text: string, style = ''): string =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A presentation with these slides. */
export const pptx = (...slides: string[]): Uint8Array =>
  zip({
    'ppt/presentation.xml': '<p:presentation/>',
    ...Object.fromEntries(
      slides.map((slide, index) => [`ppt/slides/slide${index + 1}.xml`, `<p:sld>${slide}</p:sld>`]),
    ),
  });

/** An OpenDocument text with this body. */
export const odt = (body: string): Uint8Array =>
  zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `<?xml version="1.0"?><office:document-content><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
  });

/** A PDF drawn for one test, with no page yet. */
export async function pdf(draw: (document: PDFKit.PDFDocument) => void): Promise<Uint8Array> {
  const document = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 50 });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => document.once('end', () => resolve()));
  draw(document);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
