import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Collection } from './qdrant-collection.js';
import { Refused } from './qdrant-filters.js';
import { type CheckedRequest, checkRequest } from './qdrant-requests.js';

/**
 * A stand-in for Qdrant on a free port: it speaks the REST protocol, keeps points in memory, decides filters, and compares
 * all vectors. A request that does not fit the types of Qdrant's client is refused and remembered in {@link wrong}.
 */
export class QdrantServer {
  readonly apiKey = 'stand-in key';
  /** What was wrong with requests. */
  readonly wrong: string[] = [];
  version = '1.18.0';
  /** While set, every request is answered with it. */
  failure: number | null = null;
  /** While set, requests get no answer at all. */
  silent = false;
  private readonly collections = new Map<string, Collection>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(): Promise<QdrantServer> {
    const started = new QdrantServer();
    started.server.listen(0, '127.0.0.1');
    await once(started.server, 'listening');
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.silent) return;
    const { status, answer } = await this.answer(request).then(
      (result) => ({ status: 200, answer: result }),
      (error: unknown) => ({
        status: error instanceof Refused ? error.status : 500,
        answer: { status: { error: (error as Error).message }, time: 0 },
      }),
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const body = await text(request);
    const url = new URL(request.url!, this.url);
    if (this.failure !== null) throw new Refused(this.failure, 'As the test wants it');
    if (url.pathname !== '/' && request.headers['api-key'] !== this.apiKey)
      throw new Refused(401, 'Must provide an API key or an Authorization bearer token');
    // Qdrant's reader of JSON knows no half of a pair of surrogates.
    if (/(?<!\\)\\ud[89a-f]/i.test(body)) throw this.refuse('Format error in JSON body: lone surrogate');
    const checked = this.check(request.method!, url, body === '' ? undefined : JSON.parse(body));
    if (checked.operation === 'root')
      return { title: 'qdrant - vector search engine', version: this.version, commit: 'stand-in' };
    return { result: this.perform(checked), status: 'ok', time: 0.001 };
  }

  private check(method: string, url: URL, body: unknown): CheckedRequest {
    try {
      return checkRequest(method, url, body);
    } catch (error) {
      throw this.refuse((error as Error).message);
    }
  }

  private refuse(message: string): Refused {
    this.wrong.push(message);
    return new Refused(400, message);
  }

  private perform({ operation, parameters, body }: CheckedRequest): unknown {
    const name = parameters.collection_name!;
    if (operation === 'collection_exists') return { exists: this.collections.has(name) };
    if (operation === 'delete_collection') return this.collections.delete(name);
    if (operation === 'create_collection') return this.create(name);
    const collection = this.collections.get(name);
    if (!collection) throw new Refused(404, `Not found: Collection \`${name}\` doesn't exist!`);
    switch (operation) {
      case 'get_collection':
        return collection.info();
      case 'get_points':
        return collection.retrieve(body);
      case 'scroll_points':
        return collection.scroll(body);
      case 'count_points':
        return collection.count(body);
      case 'query_points':
        return collection.query(body);
      default:
        return change(collection, { operation, parameters, body });
    }
  }

  private create(name: string): true {
    if (this.collections.has(name))
      throw new Refused(409, `Wrong input: Collection \`${name}\` already exists!`);
    this.collections.set(name, new Collection());
    return true;
  }
}

function change(collection: Collection, { operation, parameters, body }: CheckedRequest): object {
  const updated = { operation_id: 0, status: 'completed' };
  switch (operation) {
    case 'create_field_index':
      collection.createIndex(body);
      return updated;
    case 'create_vector_name':
      collection.createVectors(parameters.vector_name!, body);
      return updated;
    case 'delete_vector_name':
      collection.deleteVectors(parameters.vector_name!);
      return updated;
    case 'upsert_points':
      collection.upsert(body);
      return updated;
    case 'batch_update':
      collection.update(body.operations);
      return body.operations.map(() => updated);
    default:
      throw new Refused(501, `${operation} is not in the stand-in`);
  }
}
