import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

interface Operation {
  method: string;
  path: string;
  query: object;
  body: object | null;
}

interface Schema {
  clientVersion: string;
  operations: Record<string, Operation>;
  definitions: Record<string, object>;
}

export interface CheckedRequest {
  operation: string;
  parameters: Record<string, string>;
  body: any;
}

const FILE = new URL('./qdrant-requests.schema.json', import.meta.url);

/** What the types of Qdrant's client say about its requests; made by `tools/qdrant-schema.mjs`. */
export const QDRANT_SCHEMA = JSON.parse(readFileSync(FILE, 'utf8')) as Schema;

const ajv = new Ajv({ schemaId: 'auto', coerceTypes: false });
const coercing = new Ajv({ schemaId: 'auto', coerceTypes: true });

const operations = Object.entries(QDRANT_SCHEMA.operations).map(([name, operation]) => {
  const { definitions } = QDRANT_SCHEMA;
  return {
    name,
    method: operation.method,
    path: new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    query: coercing.compile({ ...operation.query, definitions }),
    body: operation.body && ajv.compile({ ...operation.body, definitions }),
  };
});

/**
 * The operation that a request means.
 *
 * @throws Error with what is wrong, when the types of the client have no such operation or body
 */
export function checkRequest(method: string, url: URL, body: unknown): CheckedRequest {
  const operation = operations.find((one) => one.method === method && one.path.test(url.pathname));
  if (!operation) throw new Error(`There is no operation ${method} ${url.pathname}`);
  const { name, path, query, body: schema } = operation;
  if (!query(Object.fromEntries(url.searchParams))) throw new Error(ajv.errorsText(query.errors));
  if (schema && !schema(body)) throw new Error(`${name}: ${ajv.errorsText(schema.errors)}`);
  if (!schema && body !== undefined) throw new Error(`${name} takes no body`);
  const named = Object.entries(path.exec(url.pathname)?.groups ?? {});
  const parameters = Object.fromEntries(named.map(([key, value]) => [key, decodeURIComponent(value)]));
  return { operation: name, parameters, body };
}
