import type { MetadataFilter } from './filter.js';

/** A product as it stands in the index. */
export interface IndexedProduct {
  owner: string;
  productId: string;
  name: string;
  description: string | null;
  metadata: Record<string, unknown>;
  /** Name and version of what made the vector. */
  embedder: string;
  /** Length one. */
  vector: Float32Array;
}

/** A product without its vector, with the time at which it was indexed. */
export type StoredProduct = Omit<IndexedProduct, 'vector'> & { indexedAt: Date };

export interface Hit {
  productId: string;
  name: string;
  description: string | null;
  metadata: Record<string, unknown>;
  /** Cosine for vectors, −1 to 1; for words 0 to 1, higher is better. */
  score: number;
}

export interface Search {
  owner: string;
  limit: number;
  filter?: MetadataFilter;
}

/** The index holds vectors of another embedder, which cannot be compared. */
export class OtherEmbedder extends Error {
  constructor(readonly embedder: string) {
    super(`The index was made by ${embedder}.`);
  }
}

/**
 * Where products can be found by image and by words. Also the token under which the store is injected.
 *
 * Every change of a product carries a sequence, a text that sorts in the order of submits; a change older than what stands
 * there is not made. A deletion leaves its sequence behind, so that a job submitted before it cannot bring the product back.
 */
export abstract class VectorStore {
  /** Stores or replaces a product. False when a later change already stands. */
  abstract put(product: IndexedProduct, sequence: string): Promise<boolean>;

  /** Removes a product; false when there was none. */
  abstract remove(owner: string, productId: string, sequence: string): Promise<boolean>;

  abstract get(owner: string, productId: string): Promise<StoredProduct | null>;

  /**
   * The products whose vectors are nearest by cosine, best first.
   * Rejects with {@link OtherEmbedder} when the owner's index holds vectors of another embedder.
   */
  abstract nearest(vector: Float32Array, embedder: string, search: Search): Promise<Hit[]>;

  /** The products whose words fit best (BM25), best first. */
  abstract byWords(text: string, search: Search): Promise<Hit[]>;

  abstract count(owner: string): Promise<number>;

  /** Resolves when the store answers. */
  abstract ping(): Promise<void>;

  abstract close(): Promise<void>;
}
