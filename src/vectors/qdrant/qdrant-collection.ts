import { QdrantClient, type Schemas } from '@qdrant/js-client-rest';
import { Failure } from '../../platform/failure.js';
import { vectorNameOf } from './points.js';
import { qdrantFailureOf } from './qdrant-failure.js';

export interface QdrantOptions {
  url: string;
  apiKey: string | null;
  collection: string;
  /** The longest that a request may take. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** The first version that adds named vectors to a collection; conditional upserts, which older ones ignore, came before. */
const LEAST_VERSION = [1, 18] as const;

const INDEXES: Record<string, Schemas['PayloadFieldSchema']> = {
  owner: { type: 'keyword', is_tenant: true },
  deleted: 'bool',
  sequence: 'keyword',
  words: { type: 'text', tokenizer: 'prefix', min_token_len: 1, max_token_len: 30, lowercase: true },
};

/** The collection of products on a Qdrant server, made when it is first needed; and every call to it. */
export class QdrantCollection {
  readonly name: string;
  private readonly client: QdrantClient;
  private prepared: Promise<void> | null = null;
  private readonly vectors = new Set<string>();

  constructor({ url, apiKey, collection, timeoutMs = TIMEOUT_MS }: QdrantOptions) {
    const { protocol, hostname, port, pathname } = new URL(url);
    this.name = collection;
    this.client = new QdrantClient({
      host: hostname,
      https: protocol === 'https:',
      // The client would take 6333 for an address that names no port, also where that port is the scheme's own.
      port: port === '' ? null : Number(port),
      prefix: pathname === '/' ? '' : pathname,
      timeout: timeoutMs,
      checkCompatibility: false,
      ...(apiKey !== null && { headers: { 'api-key': apiKey } }),
    });
  }

  /**
   * Calls the server, once the collection is there.
   *
   * @throws Failure `dependency_down` when the server is away, too slow, too old, or refuses the key
   */
  async ask<T>(call: (client: QdrantClient, collection: string) => Promise<T>): Promise<T> {
    this.prepared ??= this.prepare();
    try {
      await this.prepared;
      return await call(this.client, this.name);
    } catch (error) {
      this.lookAgain();
      throw qdrantFailureOf(error);
    }
  }

  /** Whether the server answers, and accepts the key. */
  async ping(): Promise<void> {
    await this.client.collectionExists(this.name).catch((error: unknown) => {
      throw qdrantFailureOf(error);
    });
  }

  /** Whether there are vectors of an embedder. */
  async hasVectorsOf(embedder: string): Promise<boolean> {
    const name = vectorNameOf(embedder);
    if (!this.vectors.has(name) && (await this.vectorNames()).includes(name)) this.vectors.add(name);
    return this.vectors.has(name);
  }

  /** Makes room for the vectors of an embedder, and gives their name. */
  async vectorsOf(embedder: string, size: number): Promise<string> {
    const name = vectorNameOf(embedder);
    if (!(await this.hasVectorsOf(embedder))) await this.createVectors(name, size);
    return name;
  }

  /** Removes the vectors of all other embedders. */
  async keepOnlyVectorsOf(embedder: string): Promise<void> {
    const names = await this.vectorNames();
    for (const name of names.filter((one) => one !== vectorNameOf(embedder)))
      await this.ask((client, collection) => client.deleteVectorName(collection, name));
    this.vectors.clear();
  }

  /** What was seen of the collection may be wrong: the server was away, or another process removed something. */
  private lookAgain(): void {
    this.prepared = null;
    this.vectors.clear();
  }

  private async vectorNames(): Promise<string[]> {
    const { config } = await this.ask((client, collection) => client.getCollection(collection));
    return Object.keys(config.params.vectors ?? {});
  }

  private async createVectors(name: string, size: number): Promise<void> {
    const create = this.ask((client, collection) =>
      client.createVectorName(collection, name, { dense: { size, distance: 'Cosine' } }),
    );
    // Another process may have been faster.
    await create.catch(async (error: unknown) => {
      if (!(await this.vectorNames()).includes(name)) throw error;
    });
  }

  private async prepare(): Promise<void> {
    await this.requireVersion();
    const { exists } = await this.client.collectionExists(this.name);
    if (!exists) await this.create();
    for (const [field, schema] of Object.entries(INDEXES))
      await this.client.createPayloadIndex(this.name, {
        field_name: field,
        field_schema: schema,
        wait: true,
      });
  }

  private async create(): Promise<void> {
    const create = this.client.createCollection(this.name, { vectors: {}, on_disk_payload: true });
    await create.catch(async (error: unknown) => {
      const { exists } = await this.client.collectionExists(this.name);
      if (!exists) throw error;
    });
  }

  private async requireVersion(): Promise<void> {
    const { version } = await this.client.versionInfo();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [leastMajor, leastMinor] = LEAST_VERSION;
    if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
    throw new Failure(
      'dependency_down',
      `Qdrant ${version} is too old for the vector store: ${LEAST_VERSION.join('.')} or newer is needed.`,
    );
  }
}
