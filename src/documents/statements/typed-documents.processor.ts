import { Processor } from '@nestjs/bull';
import { ComputePool } from '../../compute/index.js';
import { Handles, type Task } from '../../jobs/index.js';
import { BlobStore } from '../../storage/index.js';
import { typedDocumentComputation } from './typed-document.computation.js';
import { DEFAULT_DOCUMENT_TYPE, typedDocument } from './typed-document.job.js';
import type { TypedDocumentResultView } from './typed-documents.dto.js';

/** Works typed documents, in a compute child. */
@Processor(typedDocument.queue)
export class TypedDocumentsProcessor {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
  ) {}

  @Handles(typedDocument)
  async read(task: Task<typeof typedDocument>): Promise<TypedDocumentResultView> {
    const {
      file,
      document_type: documentType = DEFAULT_DOCUMENT_TYPE,
      category_rules: categoryRules,
    } = task.input;
    const local = await this.blobs.localPath(file.reference);
    try {
      const input = {
        path: local.path,
        documentType,
        filename: file.filename,
        ...(categoryRules && { categoryRules }),
      };
      return await this.compute.run(typedDocumentComputation, input, { ...task, preferred: true });
    } finally {
      await local.release();
    }
  }
}
