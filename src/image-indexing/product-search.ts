import { Inject, Injectable } from '@nestjs/common';
import { identityOf } from '../models/embedding/index.js';
import { Problem } from '../platform/http/index.js';
import { type Hit, OtherEmbedder, parseFilter, VectorStore } from '../vectors/index.js';
import { type Embedding, ImageEmbedder } from './image-embedder.js';
import type { ProductHits } from './image-indexing.dto.js';
import { viewHit } from './image-indexing.presenter.js';

const DEFAULT_LIMIT = 10;

type Search = Parameters<VectorStore['nearest']>[2];

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
    const embedding = await this.embedder.embedImage(reference, { preferred: true });
    const hits = await this.nearest(embedding, search);
    return toHits(hits, started, { searched_by: 'image', method: identityOf(embedding.embedder) });
  }

  /** Products whose pictures fit the words best, where the embedder knows words; else those whose own words do. */
  async byWords(text: string, order: SearchOrder): Promise<ProductHits> {
    const started = performance.now();
    const search = toSearch(order);
    const embedding = await this.embedder.embedText(text, { preferred: true });
    if (embedding === null) {
      const hits = await this.vectors.byWords(text, search);
      return toHits(hits, started, { searched_by: 'words', method: 'BM25' });
    }
    const hits = (await this.nearest(embedding, search)).map(fromZero);
    return toHits(hits, started, { searched_by: 'words', method: identityOf(embedding.embedder) });
  }

  private nearest({ vector, embedder }: Embedding, search: Search): Promise<Hit[]> {
    const identity = identityOf(embedder);
    return this.vectors.nearest(vector, identity, search).catch((error: unknown) => {
      throw error instanceof OtherEmbedder ? otherEmbedder(error, identity) : error;
    });
  }
}

function toSearch({ owner, limit = DEFAULT_LIMIT, filter }: SearchOrder): Search {
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

/** Scores of words are between 0 and 1. */
function fromZero(hit: Hit): Hit {
  return { ...hit, score: Math.max(0, hit.score) };
}

function otherEmbedder({ embedder }: OtherEmbedder, identity: string): Problem {
  return new Problem(
    409,
    'Index of another embedder',
    `The index was made by "${embedder}" and cannot be searched with "${identity}". Run "npx assay image-index reindex", or submit its products again.`,
  );
}
