import { defineComputation } from '../../compute/computation/index.js';
import type { DocumentType } from './typed-document.js';

/** Reads a document in a compute child; its readers are imported there and then. */
export const typedDocumentComputation = defineComputation(
  import.meta.url,
  'typedDocumentComputation',
  async (
    input: {
      path: string;
      documentType: DocumentType;
      filename: string;
      languages: readonly string[];
      earlierPages: readonly Uint8Array[];
      categoryRules?: string;
    },
    { progress, keep },
  ) => {
    const { readTypedDocument } = await import('./read-typed-document.js');
    return readTypedDocument(input, { progress, keep });
  },
);
