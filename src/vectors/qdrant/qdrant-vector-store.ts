import type { Schemas } from '@qdrant/js-client-rest';
import { Failure } from '../../platform/failure.js';
import {
  type Hit,
  type IndexedProduct,
  type IndexEntry,
  OtherEmbedder,
  type Search,
  type StoredProduct,
  VectorStore,
} from '../vector-store.js';
import { fold, wordsSought } from '../words.js';
import { equals, isWithin, LIVING, livingOf, textRangesOf, toConditions } from './conditions.js';
import {
  payloadOf,
  pointIdOf,
  type ProductPayload,
  productPayload,
  READ,
  READ_ENTRY,
  toEntry,
  toHit,
  tombstonePayload,
  toStoredProduct,
  vectorNameOf,
} from './points.js';
import { QdrantCollection, type QdrantOptions } from './qdrant-collection.js';
import { isStatus } from './qdrant-failure.js';
import { rank } from './ranking.js';

const PAGE = 1_000;
/** The most products with one of the words that a search by words ranks. */
const MOST_CANDIDATES = 10_000;
/** Other changes of one product that may come between before a change is given up for this time. */
const MOST_SWAPS = 100;

type Payload = Pick<ProductPayload, 'sequence' | 'deleted'>;
type Selector = Schemas['WithPayloadInterface'];

/**
 * The index in a collection of Qdrant: a point for each product, a named vector for each embedder. A product is changed by
 * compare and swap on the sequence that stands in its point, so that the last submit wins however many processes write.
 *
 * Qdrant finds the products that have one of the words of a search; they are ranked here, because it has no BM25 of texts.
 */
export class QdrantVectorStore extends VectorStore {
  private readonly collection: QdrantCollection;

  constructor(options: QdrantOptions) {
    super();
    this.collection = new QdrantCollection(options);
  }

  async put(product: IndexedProduct, sequence: string): Promise<boolean> {
    const { owner, productId, embedder, vector } = product;
    const payload = productPayload(product, sequence);
    const write = async (): Promise<boolean> => {
      const name = await this.collection.vectorsOf(embedder, vector.length);
      const vectors = { [name]: Array.from(vector) };
      return (await this.swap(pointIdOf(owner, productId), payload, vectors)).stands;
    };
    // The vectors of an embedder may have been removed by another process since this one saw them.
    return write().catch((error: unknown) => {
      if (!isStatus(error, 400)) throw error;
      return write();
    });
  }

  async remove(owner: string, productId: string, sequence: string): Promise<boolean> {
    const payload = tombstonePayload(owner, productId, sequence);
    const { stands, replaced } = await this.swap(pointIdOf(owner, productId), payload, {});
    return stands && replaced?.deleted === false;
  }

  async get(owner: string, productId: string): Promise<StoredProduct | null> {
    const payload = await this.read(pointIdOf(owner, productId), READ);
    return payload && !payload.deleted ? toStoredProduct(payload) : null;
  }

  async nearest(vector: Float32Array, embedder: string, { owner, limit, filter }: Search): Promise<Hit[]> {
    await this.requireEmbedder(owner, embedder);
    if (!(await this.collection.hasVectorsOf(embedder))) return [];
    const must = await this.conditionsOf(owner, filter);
    const { points } = await this.collection.ask((client, collection) =>
      client.query(collection, {
        query: Array.from(vector),
        using: vectorNameOf(embedder),
        filter: { must },
        limit,
        with_payload: READ,
      }),
    );
    return points.map((point) => toHit(payloadOf(point), point.score));
  }

  async byWords(text: string, { owner, limit, filter }: Search): Promise<Hit[]> {
    const words = wordsSought(fold(text));
    if (words.length === 0) return [];
    const anyWord = { should: words.map((word) => ({ key: 'words', match: { text: word } })) };
    const must = [...(await this.conditionsOf(owner, filter)), anyWord];
    const candidates = await this.gather({ must }, READ, MOST_CANDIDATES);
    const ranked = rank(candidates, words, await this.count(owner));
    return ranked.slice(0, limit).map(({ payload, score }) => toHit(payload, score));
  }

  async count(owner: string): Promise<number> {
    const filter = { must: livingOf(owner) };
    const { count } = await this.collection.ask((client, collection) =>
      client.count(collection, { filter, exact: true }),
    );
    return count;
  }

  async *entries(): AsyncGenerator<IndexEntry> {
    for await (const payload of this.scroll({}, READ_ENTRY)) yield toEntry(payload);
  }

  async *lacking(embedder: string): AsyncGenerator<IndexEntry> {
    const filter = await this.without(embedder, [LIVING]);
    for await (const payload of this.scroll(filter, READ_ENTRY)) yield toEntry(payload);
  }

  async pictureOf(owner: string, productId: string): Promise<Uint8Array | null> {
    const payload = await this.read(pointIdOf(owner, productId), ['picture']);
    return payload?.picture ? Buffer.from(payload.picture, 'base64') : null;
  }

  async addVector(
    { owner, productId, sequence }: IndexEntry,
    embedder: string,
    vector: Float32Array,
  ): Promise<boolean> {
    const id = pointIdOf(owner, productId);
    const name = await this.collection.vectorsOf(embedder, vector.length);
    const unchanged = [equals('sequence', sequence), LIVING];
    const points = [{ id, vector: { [name]: Array.from(vector) } }];
    await this.collection.ask((client, collection) =>
      client.batchUpdate(collection, {
        wait: true,
        ordering: 'strong',
        operations: [
          { update_vectors: { points, update_filter: { must: unchanged } } },
          { set_payload: { payload: { embedder }, filter: { must: [{ has_id: [id] }, ...unchanged] } } },
        ],
      }),
    );
    const standing = await this.read(id, ['sequence', 'deleted']);
    return standing?.sequence === sequence && !standing.deleted;
  }

  keepOnly(embedder: string): Promise<void> {
    return this.collection.keepOnlyVectorsOf(embedder);
  }

  ping(): Promise<void> {
    return this.collection.ping();
  }

  async close(): Promise<void> {
    // The client's idle connections keep no process alive.
  }

  /** Writes a point unless a later change stands there, and says what it replaced. */
  private async swap(
    id: string,
    payload: ProductPayload,
    vector: Record<string, number[]>,
  ): Promise<{ stands: boolean; replaced: Payload | null }> {
    const points = [{ id, payload: { ...payload }, vector }];
    let standing: Payload | null = await this.read(id, ['sequence', 'deleted']);
    for (let swaps = 0; swaps < MOST_SWAPS; swaps++) {
      if (standing && standing.sequence > payload.sequence) return { stands: false, replaced: null };
      const condition: Partial<Schemas['PointsList']> = standing
        ? { update_filter: { must: [equals('sequence', standing.sequence)] } }
        : { update_mode: 'insert_only' };
      await this.collection.ask((client, collection) =>
        client.upsert(collection, { wait: true, ordering: 'strong', points, ...condition }),
      );
      const replaced = standing;
      standing = await this.read(id, ['sequence', 'deleted']);
      if (standing?.sequence === payload.sequence) return { stands: true, replaced };
    }
    throw new Failure('dependency_down', 'The product is being changed too often by others.');
  }

  private async requireEmbedder(owner: string, embedder: string): Promise<void> {
    const filter = await this.without(embedder, livingOf(owner));
    const [other] = await this.gather(filter, ['embedder'], 1);
    if (other) throw new OtherEmbedder(other.embedder);
  }

  /** Points without a vector of an embedder; all, while it has none. */
  private async without(embedder: string, must: Schemas['Condition'][]): Promise<Schemas['Filter']> {
    if (!(await this.collection.hasVectorsOf(embedder))) return { must };
    return { must, must_not: [{ has_vector: vectorNameOf(embedder) }] };
  }

  private async conditionsOf(owner: string, filter: Search['filter']): Promise<Schemas['Condition'][]> {
    const conditions = [...livingOf(owner), ...toConditions(filter)];
    const ranges = textRangesOf(filter);
    if (ranges.length === 0) return conditions;
    const ids: string[] = [];
    for await (const { product_id: productId, metadata } of this.scroll({ must: conditions }, [
      'product_id',
      'metadata',
    ]))
      if (ranges.every((range) => isWithin(metadata, range))) ids.push(pointIdOf(owner, productId));
    return [...livingOf(owner), { has_id: ids }];
  }

  private async read(id: string, selector: Selector): Promise<ProductPayload | null> {
    const [point] = await this.collection.ask((client, collection) =>
      client.retrieve(collection, { ids: [id], with_payload: selector }),
    );
    return point ? payloadOf(point) : null;
  }

  private async gather(
    filter: Schemas['Filter'],
    selector: Selector,
    most: number,
  ): Promise<ProductPayload[]> {
    const found: ProductPayload[] = [];
    for await (const payload of this.scroll(filter, selector, Math.min(most, PAGE))) {
      found.push(payload);
      if (found.length === most) break;
    }
    return found;
  }

  private async *scroll(
    filter: Schemas['Filter'],
    selector: Selector,
    limit = PAGE,
  ): AsyncGenerator<ProductPayload> {
    for (let offset: Schemas['ScrollResult']['next_page_offset']; ;) {
      const page = await this.collection.ask((client, collection) =>
        client.scroll(collection, { filter, limit, with_payload: selector, ...(offset && { offset }) }),
      );
      yield* page.points.map(payloadOf);
      offset = page.next_page_offset;
      if (!offset) return;
    }
  }
}
