import { readFile } from 'node:fs/promises';
import { Failure } from '../../../platform/failure.js';
import { decodeText } from '../../files/text-encoding.js';
import { type ConvertedDocument, type ReadDocument, textOf } from './converted.js';
import type { ConvertContext, ConvertInput, OpenedDocument } from './opened-document.js';
import { detectKind, type DocumentKind } from './detect-type.js';
import { countWords, detectLanguage } from './language.js';

type Reader = (file: OpenedDocument) => Promise<ReadDocument>;

/** Readers are imported when a file needs them: a compute child that reads text needs no office formats. */
const READERS: Record<DocumentKind, () => Promise<Reader>> = {
  pdf: async () => (await import('./formats/paged.js')).readPaged,
  image: async () => (await import('./formats/paged.js')).readPaged,
  docx: async () => (await import('./formats/docx.js')).readDocx,
  xlsx: async () => (await import('./formats/tables.js')).readXlsxTables,
  csv: async () => (await import('./formats/tables.js')).readCsvTable,
  pptx: async () => (await import('./formats/pptx.js')).readPptx,
  odt: async () => (await import('./formats/odt.js')).readOdt,
  html: async () => (await import('./formats/html.js')).readHtml,
  eml: async () => (await import('./formats/mail.js')).readMail,
  markdown: async () => (await import('./formats/markdown.js')).readMarkdown,
  rtf: async () => (await import('./formats/rtf.js')).readRtf,
  text: async () => (await import('./formats/plain-text.js')).readPlainText,
};

/**
 * Turns a document of any supported kind into text with its structure.
 *
 * @throws Failure `unsupported` with advice for other kinds, `unreadable` for what is empty, encrypted, damaged or holds no text,
 * `too_large` for what unpacks or grows beyond the limits
 */
export async function convertDocument(
  input: ConvertInput,
  context: ConvertContext = {},
): Promise<ConvertedDocument> {
  const bytes = 'bytes' in input ? input.bytes : await readInput(input.path);
  if (bytes.length === 0) throw new Failure('unreadable', 'The file is empty.');
  let decoded: string | undefined;
  const text = (): string => (decoded ??= decodeText(bytes));
  const read = await READERS[detectKind(bytes, text)]();
  try {
    return complete(await read({ bytes, text, input, context }));
  } catch (error) {
    // Libraries go down into what stands in each other by calling themselves.
    if (error instanceof RangeError && error.message.includes('call stack'))
      throw new Failure('unreadable', 'The document is nested too deeply.', { cause: error });
    throw error;
  }
}

function complete(document: ReadDocument): ConvertedDocument {
  const { type, title, pages, ocrPages = [], warnings = [] } = document;
  const blocks = document.blocks.filter((block) => textOf(block).trim() !== '');
  if (blocks.length === 0) throw new Failure('unreadable', 'The document contains no text.');
  const text = blocks.map(textOf).join('\n');
  const heading = blocks.find((block) => block.type === 'heading');
  const name = title?.trim() || (heading && textOf(heading));
  return {
    type,
    ...(name && { title: name.slice(0, 500) }),
    language: detectLanguage(text),
    pages,
    words: countWords(text),
    blocks,
    ocrPages,
    warnings,
  };
}

async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure('bad_input', 'The file is no longer there.', { cause: error });
  }
}
