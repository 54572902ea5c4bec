import { type JobRecord, type JobState, pythonInstant } from '../jobs/index.js';
import { FAILURES } from '../platform/failure.js';
import type { Hit, StoredProduct } from '../vectors/index.js';
import type { ProductHit, ProductStatus, ProductView } from './image-indexing.dto.js';

const WORDS: Record<JobState, ProductStatus['status']> = {
  waiting: 'queued',
  delayed: 'queued',
  retrying: 'queued',
  active: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The canonical job as the image indexer's `/queue/status` shows it. */
export function viewStatus(
  record: JobRecord,
  productId: string,
  result: Record<string, unknown> | null,
): ProductStatus {
  const error = record.failureClass && (record.error ?? FAILURES[record.failureClass].advice);
  return {
    job_id: record.id,
    status: WORDS[record.state],
    product_id: productId,
    created_at: pythonInstant(record.createdAt),
    updated_at: pythonInstant(record.updatedAt),
    retry_count: record.failedAttempts,
    error_message: error ?? null,
    ...(result && { superseded: result.superseded === true }),
  };
}

export function viewHit({ productId, name, description, metadata, score }: Hit): ProductHit {
  return { product_id: productId, name, score, metadata, description };
}

export function viewProduct(product: StoredProduct): ProductView {
  const { productId, name, description, metadata, embedder, indexedAt } = product;
  return {
    product_id: productId,
    name,
    description,
    metadata,
    indexed_at: indexedAt.toISOString(),
    embedder,
  };
}
