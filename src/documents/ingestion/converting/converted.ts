import type { Box } from '../../text/text-document.js';

/** A piece of a document in reading order. Pages count from 1; `box` is in points, where the format has places. */
export type Block = { page: number; box?: Box } & (
  | { type: 'heading'; level: number; text: string }
  | { type: 'paragraph' | 'quote' | 'code'; text: string }
  | { type: 'list_item'; text: string; level: number; ordered: boolean }
  | { type: 'table'; rows: string[][] }
);

/** A document turned into text with its structure. */
export interface ConvertedDocument {
  /** What the file is, by its content: `pdf`, `docx`, `html`, … */
  type: string;
  title?: string;
  /** ISO 639-1 where the text is long enough to tell; null otherwise. */
  language: string | null;
  pages: number;
  words: number;
  blocks: Block[];
  /** Pages whose text was recognised from their picture. */
  ocrPages: number[];
  warnings: string[];
}

/** What a reader of one format gives. */
export type ReadDocument = Pick<ConvertedDocument, 'type' | 'pages' | 'blocks'> &
  Partial<Pick<ConvertedDocument, 'title' | 'ocrPages' | 'warnings'>>;

/** The text of a block; cells of a table are apart by tabs. */
export function textOf(block: Block): string {
  return block.type === 'table' ? block.rows.map((row) => row.join('\t')).join('\n') : block.text;
}
