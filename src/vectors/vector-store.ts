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
  /** The picture, small, from which another embedder's vector can be made; null when none is kept. */
  picture: Uint8Array | null;
}

/** A product without its vector and picture, with the time at which it was indexed. */
export type StoredProduct = Omit<IndexedProduct, 'vector' | 'picture'> & { indexedAt: Date };

/** A product, or the tombstone of one, as those see it who mend the index. */
export interface IndexEntry {
  owner: string;
  productId: string;
  name: string;
  /** Of the submit or the deletion that stands. */
  sequence: string;
  deleted: boolean;
  /** Whether a picture is kept, from which its vector can be made anew. */
  hasPicture: boolean;
}

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

/** The index holds products that have only vectors of another embedder, which cannot be compared. */
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
 *
 * A product has the vector of the embedder that it was put with. Others can be added beside it, so that the index is made
 * anew while the old vectors serve; putting the product again leaves only the vector of that put.
 */
export abstract class VectorStore {
  /** Stores or replaces a product. False when a later change already stands. */
  abstract put(product: IndexedProduct, sequence: string): Promise<boolean>;

  /** Removes a product; false when there was none. */
  abstract remove(owner: string, productId: string, sequence: string): Promise<boolean>;

  abstract get(owner: string, productId: string): Promise<StoredProduct | null>;

  /**
   * The products whose vectors are nearest by cosine, best first.
   * Rejects with {@link OtherEmbedder} when a product of the owner has no vector of this embedder.
   */
  abstract nearest(vector: Float32Array, embedder: string, search: Search): Promise<Hit[]>;

  /** The products whose words fit best (BM25), best first. */
  abstract byWords(text: string, search: Search): Promise<Hit[]>;

  abstract count(owner: string): Promise<number>;

  /** All products of all owners, tombstones included. */
  abstract entries(): AsyncIterable<IndexEntry>;

  /** The products of all owners that have no vector of an embedder. */
  abstract lacking(embedder: string): AsyncIterable<IndexEntry>;

  /** The picture that is kept of a product. */
  abstract pictureOf(owner: string, productId: string): Promise<Uint8Array | null>;

  /** Adds a vector to the product of an entry; false when the product has changed since. */
  abstract addVector(entry: IndexEntry, embedder: string, vector: Float32Array): Promise<boolean>;

  /** Removes the vectors of all other embedders, of all owners. */
  abstract keepOnly(embedder: string): Promise<void>;

  /** Resolves when the store answers. */
  abstract ping(): Promise<void>;

  abstract close(): Promise<void>;
}
