import { defineComputation } from '../../compute/computation/index.js';
import type { ConvertedDocument } from './converting/index.js';

/** What a conversion makes: the document's details, its artefacts, and how many chunks there are. */
export interface Conversion {
  document: Omit<ConvertedDocument, 'blocks'> & { blocks: Record<string, number> };
  markdown: string;
  text: string;
  json: string;
  chunks: string;
  chunkCount: number;
}

interface ConversionOrder {
  path: string;
  languages: readonly string[];
  earlierPages: readonly Uint8Array[];
  chunkSize: number;
  chunkOverlap: number;
}

/** Converts a document in a compute child; the readers are imported there and then. */
export const convertDocumentComputation = defineComputation(
  import.meta.url,
  'convertDocumentComputation',
  async ({ chunkSize, chunkOverlap, ...input }: ConversionOrder, { progress, keep }): Promise<Conversion> => {
    const { chunkDocument, convertDocument, toMarkdown, toText } = await import('./converting/index.js');
    progress({ step: 'convert', percent: 5, words: 'Reading the document' });
    const converted = await convertDocument(input, {
      keep,
      onPage: (page, pages) =>
        progress({
          step: 'convert',
          percent: 5 + (80 * page) / pages,
          words: 'Reading the document',
          current: page,
          total: pages,
        }),
    });
    progress({ step: 'store', percent: 90, words: 'Writing the text' });
    const { blocks, ...details } = converted;
    const chunks = chunkDocument(converted, { size: chunkSize, overlap: chunkOverlap });
    const counts: Record<string, number> = {};
    for (const { type } of blocks) counts[type] = (counts[type] ?? 0) + 1;
    return {
      document: { ...details, blocks: counts },
      markdown: toMarkdown(converted),
      text: toText(converted),
      json: JSON.stringify({ ...details, blocks }),
      chunks: JSON.stringify({ chunks }),
      chunkCount: chunks.length,
    };
  },
);
