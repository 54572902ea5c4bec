import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { build } from './platform/build.js';

/** Tags in the order in which Swagger UI shows them. */
const TAGS: [name: string, description: string][] = [
  ['Jobs', 'Every job, whichever surface it came through: status, result, cancel, retry, events.'],
  ['Lab reports', 'Blood-test reports (PDF): values, flags, findings and an analysis in words.'],
  ['Typed documents', 'Bank statements that prove their own arithmetic, invoices, any other text.'],
  ['Skin images', 'Measurements and classifications of photographs of the skin.'],
  ['Product images', 'An index of products that is searched by picture and by words.'],
  ['Document ingestion', 'Documents of the object storage as Markdown, text and chunks for retrieval.'],
  ['Health', 'For load balancers, orchestrators and people on call.'],
];

/** The OpenAPI document of all routes. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Assay')
    .setDescription('Slow analyses as jobs: submit, watch, fetch, cancel.')
    .setVersion(build.version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const [name, words] of TAGS) description.addTag(name, words);
  return SwaggerModule.createDocument(app, description.build());
}

/** Swagger UI at `/docs`, the document at `/openapi.json`. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    ui: true,
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Assay API',
    swaggerOptions: {
      tryItOutEnabled: true,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      persistAuthorization: true,
    },
  });
}
