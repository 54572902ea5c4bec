import { Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { ComputePool } from '../../compute/index.js';
import { Handles, type Task } from '../../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { copyObject, type LocalObject, ObjectStore } from '../../storage/index.js';
import { earlierPages } from '../earlier-pages.js';
import { type Conversion, convertDocumentComputation } from './convert-document.computation.js';
import { documentIngestion } from './document-ingestion.job.js';
import type { IngestionResultView } from './ingestion.dto.js';
import { CHUNKS_ARTEFACT, CONTENT, CONVERTER } from './ingestion.js';

const DEFAULT_CHUNK_SIZE = 1_500;
const DEFAULT_CHUNK_OVERLAP = 150;

/** Works document ingestions: fetches the object, converts it in a compute child, keeps what came out. */
@Processor(documentIngestion.queue)
export class IngestionProcessor {
  constructor(
    private readonly compute: ComputePool,
    private readonly objects: ObjectStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Handles(documentIngestion)
  async ingest(task: Task<typeof documentIngestion>): Promise<IngestionResultView> {
    const {
      r2_key: key,
      chunk_size: size = DEFAULT_CHUNK_SIZE,
      chunk_overlap: overlap = DEFAULT_CHUNK_OVERLAP,
    } = task.input;
    task.progress({ step: 'fetch', percent: 2, words: 'Fetching the document' });
    const { maximumUploadBytes } = this.configuration.storage;
    const local = await copyObject(this.objects, key, {
      maximumBytes: maximumUploadBytes,
      signal: task.signal,
    });
    try {
      const order = {
        path: local.path,
        languages: this.configuration.models.ocrLanguages,
        earlierPages: await earlierPages(task),
        chunkSize: size,
        chunkOverlap: Math.min(overlap, size / 2),
      };
      const conversion = await this.compute.run(convertDocumentComputation, order, task);
      await keepContent(task, conversion);
      return toResult(task.id, local, conversion);
    } finally {
      await local.release();
    }
  }
}

async function keepContent(task: Task, { markdown, text, json, chunks }: Conversion): Promise<void> {
  const bodies = [
    [CONTENT.markdown.artefact, markdown],
    [CONTENT.text.artefact, text],
    [CONTENT.json.artefact, json],
    [CHUNKS_ARTEFACT, chunks],
  ] as const;
  for (const [name, body] of bodies) await task.keepArtefact(name, Buffer.from(body));
}

function toResult(
  id: string,
  { bytes, sha256 }: LocalObject,
  { document, chunkCount }: Conversion,
): IngestionResultView {
  const { ocrPages, warnings, ...details } = document;
  const url = (path: string): string => `/api/documents/task/${id}/${path}`;
  return {
    document: { ...details, bytes, sha256 },
    content_urls: {
      markdown: url('content?format=markdown'),
      text: url('content?format=text'),
      json: url('content?format=json'),
    },
    chunks: { count: chunkCount, url: url('chunks') },
    ocr_pages: ocrPages,
    models: [{ ...CONVERTER }],
    warnings,
  };
}
