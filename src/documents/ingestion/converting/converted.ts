import type { Block } from '../../layout/index.js';

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
