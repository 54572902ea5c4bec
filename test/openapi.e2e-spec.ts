import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { embedded } from './support/engines.js';
import { Instance } from './support/instance.js';

/** Every route of the contract that exists now: its parts A, B (the images that exist) and Health. */
const ROUTES = [
  'POST /analyze',
  'POST /analyze-async',
  'GET /status/{id}',
  'GET /queue/stats',
  'POST /jobs/submit/ping',
  'POST /jobs/submit/binary-classify',
  'POST /jobs/submit/full-classify',
  'POST /jobs/submit/dermoscopy',
  'POST /jobs/submit/burn-classify',
  'POST /jobs/submit/histopathology',
  'POST /jobs/submit/batch-skin-check',
  'POST /burn_classify',
  'POST /histopathology',
  'POST /binary_classify',
  'POST /full_classify',
  'POST /dermoscopy',
  'GET /jobs/result/{id}/overlay.png',
  'POST /api/documents/process',
  'GET /api/documents/task/{id}/status',
  'GET /api/documents/task/{id}/content',
  'GET /api/documents/task/{id}/chunks',
  'POST /api/documents/task/{id}/retry',
  'GET /api/documents/task/{id}/deliveries',
  'POST /api/documents/task/{id}/deliveries/{delivery}/replay',
  'GET /api/documents/queue/stats',
  'GET /jobs/status/{id}',
  'GET /jobs/result/{id}',
  'DELETE /jobs/cancel/{id}',
  'GET /jobs/list',
  'GET /jobs/health',
  'GET /jobs/stats',
  'POST /jobs/retry/{id}',
  'GET /jobs/timeline/{id}',
  'DELETE /jobs/{id}',
  'GET /jobs/events/{id}',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
];
const OPEN = /^GET \/(health\/(live|ready)|metrics)$/;
const SUBMITS = /^POST \/(analyze|analyze-async|api\/documents\/process|jobs\/submit\/.+)$/;

describe('the OpenAPI document', () => {
  let instance: Instance;
  let client: Client;
  let document: any;
  let operations: [route: string, operation: any][];

  beforeAll(async () => {
    instance = await Instance.create(embedded);
    ({ client } = await instance.api({ WORKERS: 'off' }));
    document = (await client.get('/openapi.json')).body;
    operations = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, any] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => instance.close());

  const faulty = (isFaulty: (operation: any, route: string) => boolean): string[] =>
    operations.filter(([route, operation]) => isFaulty(operation, route)).map(([route]) => route);

  it('is served with a page to try it', async () => {
    expect(document.openapi).toMatch(/^3\./);
    const page = await client.get('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/html/);
  });

  it('holds every route of the contract', () => {
    expect(operations.map(([route]) => route)).toEqual(expect.arrayContaining(ROUTES));
  });

  it('gives each operation a summary, one known tag, its own id', () => {
    const known = document.tags.map(({ name }: any) => name);
    expect(faulty(({ summary }) => !summary)).toEqual([]);
    expect(faulty(({ tags }) => tags?.length !== 1 || !known.includes(tags[0]))).toEqual([]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives each operation a described answer of success and its errors as problem documents', () => {
    const errors = ({ responses }: any): string[] => Object.keys(responses).filter((code) => code >= '400');
    expect(faulty(({ responses }) => !Object.keys(responses).some((code) => code < '300'))).toEqual([]);
    expect(faulty((operation, route) => !OPEN.test(route) && !errors(operation).includes('401'))).toEqual([]);
    expect(
      faulty((operation, route) => route.includes('{id}') && !errors(operation).includes('404')),
    ).toEqual([]);
    expect(
      faulty(
        (operation, route) =>
          SUBMITS.test(route) && !['409', '422', '503'].every((code) => errors(operation).includes(code)),
      ),
    ).toEqual([]);
    const isProblem = (response: any): boolean => 'application/problem+json' in (response.content ?? {});
    expect(
      faulty(
        (operation, route) =>
          !route.startsWith('GET /health') &&
          errors(operation).some((code) => !isProblem(operation.responses[code])),
      ),
    ).toEqual([]);
  });

  it('documents the headers of submits, and their forms by field', () => {
    const headers = ({ parameters = [] }: any): string[] => parameters.map(({ name }: any) => name);
    expect(
      faulty(
        (operation, route) =>
          SUBMITS.test(route) &&
          !['Idempotency-Key', 'Prefer'].every((name) => headers(operation).includes(name)),
      ),
    ).toEqual([]);
    const [, analyze] = operations.find(([route]) => route === 'POST /analyze')!;
    const { $ref } = analyze.requestBody.content['multipart/form-data'].schema;
    const schema = document.components.schemas[$ref.split('/').at(-1)];
    expect(schema.properties).toMatchObject({ file: { format: 'binary' }, query: { type: 'string' } });
    expect(schema.required).toEqual(['file']);
  });

  it('has no reference into nothing', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(5);
    const missing = references
      .map(([, name]) => name!)
      .filter((name) => !(name in document.components.schemas));
    expect(missing).toEqual([]);
  });

  it('describes errors without the member "status"', () => {
    const { properties } = document.components.schemas.ProblemDocument;
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['type', 'title', 'detail', 'instance']));
    expect(properties).not.toHaveProperty('status');
  });
});
