/** The steps of an ingestion, in order. */
export const INGESTION_STEPS = ['fetch', 'convert', 'store'] as const;

/** How the client names a document; comes back in the views. */
export interface DocumentNames {
  document_id: string;
  user_id: string;
  file_name: string;
}

/** The artefacts of a task by format, with their media type. */
export const CONTENT = {
  markdown: { artefact: 'content.md', type: 'text/markdown; charset=utf-8' },
  text: { artefact: 'content.txt', type: 'text/plain; charset=utf-8' },
  json: { artefact: 'content.json', type: 'application/json; charset=utf-8' },
} as const;

export type ContentFormat = keyof typeof CONTENT;
export const CHUNKS_ARTEFACT = 'chunks.json';

export const CONVERTER = { name: 'assay-document-converter', version: '1', kind: 'rules' } as const;
