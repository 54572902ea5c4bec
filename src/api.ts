import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { serveDashboard } from './health/dashboard.js';
import { SharedState } from './jobs/index.js';
import { serveDocumentation } from './openapi.js';
import type { Configuration } from './platform/config/index.js';
import { requestIdMiddleware } from './platform/http/index.js';
import { drainOnClose } from './shutdown.js';

/** Longer than load balancers keep an idle connection (60 s), so that none sends a request into one that just closed. */
const KEEP_ALIVE_MS = 65_000;

/** The API as an application that is ready to listen. */
export async function createApi(configuration: Configuration): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forApi(configuration), {
    logger: ['warn', 'error', 'fatal'],
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.use(requestIdMiddleware());
  app.use(helmet({ contentSecurityPolicy: false }));
  const { corsOrigins } = configuration.server;
  if (corsOrigins.length > 0) app.enableCors({ origin: [...corsOrigins], exposedHeaders: EXPOSED_HEADERS });
  serveDashboard(app, configuration.auth.dashboardPassword);
  serveDocumentation(app);
  const server = app.getHttpServer() as Server;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  drainOnClose(server, configuration.worker.graceMs);
  await app.init();
  await app.get(SharedState).assertShared();
  return app;
}

const EXPOSED_HEADERS = [
  'Location',
  'Retry-After',
  'ETag',
  'X-Request-Id',
  'Idempotent-Replayed',
  'Preference-Applied',
];
