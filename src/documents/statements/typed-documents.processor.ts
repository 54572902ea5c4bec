import { Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { ComputePool } from '../../compute/index.js';
import { Handles, type Task } from '../../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { BlobStore } from '../../storage/index.js';
import { earlierPages } from '../earlier-pages.js';
import { typedDocumentComputation } from './typed-document.computation.js';
import { DEFAULT_DOCUMENT_TYPE, typedDocument } from './typed-document.job.js';
import type { TypedDocumentResultView } from './typed-documents.dto.js';

/** Works typed documents, in a compute child. */
@Processor(typedDocument.queue)
export class TypedDocumentsProcessor {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
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
        languages: this.configuration.models.ocrLanguages,
        earlierPages: await earlierPages(task),
        ...(categoryRules && { categoryRules }),
      };
      return await this.compute.run(typedDocumentComputation, input, { ...task, preferred: true });
    } finally {
      await local.release();
    }
  }
}
