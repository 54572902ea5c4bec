import { timingSafeEqual, createHash } from 'node:crypto';
import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { JobCatalogue } from '../jobs/index.js';
import { QueueEngine } from '../queue/index.js';

const PATH = '/admin/queues';

/**
 * Bull Board, to look at: what is done to a job goes through its record, by `/jobs/*`. Closed without a password;
 * queue entries hold ids only, so nothing personal is shown.
 */
export function serveDashboard(app: NestExpressApplication, password: string | null): void {
  const adapter = new ExpressAdapter().setBasePath(PATH);
  const engine = app.get(QueueEngine);
  const queues = app.get(JobCatalogue).queues();
  createBullBoard({
    queues: queues.map((name) => new BullAdapter(engine.queue(name), { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Assay queues' } },
  });
  app.use(PATH, guard(password), adapter.getRouter());
}

function guard(password: string | null) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (password !== null && isAdmin(request.headers.authorization, password)) return next();
    const detail =
      password === null
        ? 'The dashboard is closed: set DASHBOARD_PASSWORD to open it.'
        : 'Sign in as "admin" with the DASHBOARD_PASSWORD.';
    if (password !== null)
      response.setHeader('WWW-Authenticate', 'Basic realm="Assay queues", charset="UTF-8"');
    const body = { type: '/problems/dashboard-closed', title: 'Dashboard is closed', detail, instance: PATH };
    response
      .status(password === null ? 403 : 401)
      .type('application/problem+json')
      .send(JSON.stringify(body));
  };
}

function isAdmin(authorization: string | undefined, password: string): boolean {
  const given = /^Basic ([\w+/=]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(Buffer.from(given, 'base64').toString('utf8')), hash(`admin:${password}`));
}
