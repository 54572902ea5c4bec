import { defineComputation } from '../../compute/index.js';
import type { DocumentType } from './typed-document.js';

/** Reads a document in a compute child; its readers are imported there and then. */
export const typedDocumentComputation = defineComputation(
  import.meta.url,
  'typedDocumentComputation',
  async (
    input: { path: string; documentType: DocumentType; filename: string; categoryRules?: string },
    { progress },
  ) => {
    const { readTypedDocument } = await import('./read-typed-document.js');
    return readTypedDocument(input, { progress });
  },
);
