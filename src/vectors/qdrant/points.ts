import { createHash } from 'node:crypto';
import type { Schemas } from '@qdrant/js-client-rest';
import { fold, textOf } from '../words.js';
import type { Hit, IndexedProduct, IndexEntry, StoredProduct } from '../vector-store.js';

/** What a point holds besides its vectors; a deleted product leaves a point without content. */
export interface ProductPayload {
  owner: string;
  product_id: string;
  sequence: string;
  deleted: boolean;
  name: string;
  description: string | null;
  metadata: Record<string, unknown>;
  /** Name, description and metadata, folded, for the text index. */
  words: string;
  embedder: string;
  indexed_at: number;
  has_picture: boolean;
  /** Base64. */
  picture: string | null;
}

/** What is read of a product: all but what only the server needs. */
export const READ = { exclude: ['words', 'picture'] };
/** What is read of an entry. */
export const READ_ENTRY = ['owner', 'product_id', 'name', 'sequence', 'deleted', 'has_picture'];

/** The id of a product's point: a UUID of version 8 (RFC 9562) from a hash, the same in every process. */
export function pointIdOf(owner: string, productId: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([owner, productId]))
    .digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The name of an embedder's vectors. A hash, because Qdrant makes folders of such names. */
export function vectorNameOf(embedder: string): string {
  return `embedder-${createHash('sha256').update(embedder).digest('hex').slice(0, 16)}`;
}

export function productPayload(product: IndexedProduct, sequence: string): ProductPayload {
  const { owner, productId, name, description, metadata, embedder, picture } = product;
  return {
    owner,
    product_id: productId,
    sequence,
    deleted: false,
    name,
    description,
    metadata,
    words: fold([name, description ?? '', textOf(metadata)].join('\n')),
    embedder,
    indexed_at: Date.now(),
    has_picture: picture !== null,
    picture: picture && Buffer.from(picture).toString('base64'),
  };
}

export function tombstonePayload(owner: string, productId: string, sequence: string): ProductPayload {
  const nothing = { name: '', description: null, metadata: {}, words: '', embedder: '' };
  const noPicture = { has_picture: false, picture: null };
  return {
    owner,
    product_id: productId,
    sequence,
    deleted: true,
    indexed_at: Date.now(),
    ...nothing,
    ...noPicture,
  };
}

export function toStoredProduct(payload: ProductPayload): StoredProduct {
  const { owner, product_id: productId, name, description, embedder } = payload;
  const metadata = withPlainNumbers(payload.metadata);
  return { owner, productId, name, description, metadata, embedder, indexedAt: new Date(payload.indexed_at) };
}

export function toEntry(payload: ProductPayload): IndexEntry {
  const { owner, product_id: productId, name, sequence, deleted, has_picture: hasPicture } = payload;
  return { owner, productId, name, sequence, deleted, hasPicture };
}

export function toHit(
  { product_id: productId, name, description, metadata }: ProductPayload,
  score: number,
): Hit {
  return {
    productId,
    name,
    description,
    metadata: withPlainNumbers(metadata),
    score: Math.round(score * 1e6) / 1e6,
  };
}

/** The payload of a point that was written here. */
export function payloadOf({ payload }: Pick<Schemas['Record'], 'payload'>): ProductPayload {
  return payload as unknown as ProductPayload;
}

/** The client reads large whole numbers as BigInt, which JSON does not know. */
function withPlainNumbers<T>(value: T): T {
  if (typeof value === 'bigint') return Number(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withPlainNumbers) as T;
  return Object.fromEntries(
    Object.entries(value).map(([member, content]) => [member, withPlainNumbers(content)]),
  ) as T;
}
