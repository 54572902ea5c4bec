import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../platform/http/index.js';
import { type Hit, OtherEmbedder, parseFilter, VectorStore } from '../vectors/index.js';
import { EMBEDDER_IDENTITY, ImageEmbedder } from './image-embedder.js';
import type { ProductHits } from './image-indexing.dto.js';
import { viewHit } from './image-indexing.presenter.js';

const DEFAULT_LIMIT = 10;

export interface SearchOrder {
  owner: string;
  limit?: number;
  /** JSON. */
  filter?: string;
}

/** Searches the index, and says how long it took and what it went by. */
@Injectable()
export class ProductSearch {
  constructor(
    private readonly embedder: ImageEmbedder,
    @Inject(VectorStore) private readonly vectors: VectorStore,
  ) {}

  /** Nearest products by cosine. 409 while the index holds vectors of another embedder. */
  async byImage(reference: string, order: SearchOrder): Promise<ProductHits> {
    const started = performance.now();
    const search = toSearch(order);
    const vector = await this.embedder.embed(reference, { preferred: true });
    const hits = await this.vectors.nearest(vector, EMBEDDER_IDENTITY, search).catch(explainEmbedder);
    return toHits(hits, started, { searched_by: 'image', method: EMBEDDER_IDENTITY });
  }

  /** Best products by words. */
  async byWords(text: string, order: SearchOrder): Promise<ProductHits> {
    const started = performance.now();
    const hits = await this.vectors.byWords(text, toSearch(order));
    return toHits(hits, started, { searched_by: 'words', method: 'BM25' });
  }
}

function toSearch({ owner, limit = DEFAULT_LIMIT, filter }: SearchOrder) {
  return { owner, limit, ...(filter && { filter: parseFilter(filter) }) };
}

function toHits(
  hits: readonly Hit[],
  started: number,
  how: Pick<ProductHits, 'searched_by' | 'method'>,
): ProductHits {
  const tookMs = Math.round((performance.now() - started) * 10) / 10;
  return { results: hits.map(viewHit), took_ms: tookMs, ...how };
}

function explainEmbedder(error: unknown): never {
  if (!(error instanceof OtherEmbedder)) throw error;
  throw new Problem(
    409,
    'Index of another embedder',
    `The index was made by "${error.embedder}" and cannot be searched with "${EMBEDDER_IDENTITY}". Index its products again.`,
  );
}
