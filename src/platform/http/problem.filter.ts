import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';

import { LOGGER } from '../logging/index.js';
import type { Problem } from './problem.js';
import { toProblem } from './to-problem.js';

/**
 * Answers every error as `application/problem+json`. Unexpected ones are logged with the request id and the route's
 * pattern, never the path: a path may name a person's document.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const health = healthReport(error);
    if (health && !response.headersSent) return void answerHealth(response, health);

    const problem = toProblem(error, request);
    if (problem.getStatus() === 500) this.report(error, request);
    if (response.headersSent) return void response.destroy();
    answer(response, problem, pathOf(request));
  }

  private report(error: unknown, request: Request): void {
    const { requestId, method } = request;
    const route = (request.route as { path?: string } | undefined)?.path;
    this.logger.error({ err: error, requestId, method, route }, 'Request failed unexpectedly');
  }
}

function answer(response: Response, problem: Problem, instance: string): void {
  response
    .status(problem.getStatus())
    .set(problem.headers)
    .set('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.body(instance)));
}

/** Path without the query, in which people type. */
function pathOf(request: Request): string {
  return request.originalUrl.split('?', 1)[0]!;
}

/** A failed health check is a report in Terminus' shape and not an error: monitors read its members. */
function healthReport(error: unknown): object | undefined {
  if (!(error instanceof HttpException) || error.getStatus() !== 503) return undefined;
  const report = error.getResponse();
  return typeof report === 'object' && 'details' in report && 'info' in report ? report : undefined;
}

function answerHealth(response: Response, report: object): void {
  response.status(503).set('Retry-After', '10').json(report);
}
