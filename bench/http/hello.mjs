import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import Bull from 'bull';
import helmet from 'helmet';
import { v7 as uuidv7 } from 'uuid';
import { PingForm } from '../../dist/jobs/ping/ping.dto.js';
import { requestIdMiddleware } from '../../dist/platform/http/index.js';
import { PlatformModule } from '../../dist/platform/platform.module.js';
import { configurationFor } from '../measure/application.mjs';

/**
 * What HTTP costs without any job behind it: NestJS on Express, `bare` or with Assay's own middleware (request id, helmet,
 * authentication, validation, problem answers). Its answers have the members and the size of Assay's.
 */
const { kind, port, folder, redisUrl } = JSON.parse(process.argv[2]);

const id = uuidv7();
const now = new Date().toISOString();
const submitted = {
  job_id: id,
  status: 'PENDING',
  message: 'Job submitted. Poll poll_url, or fetch result_url?wait=true.',
  poll_url: `/jobs/status/${id}`,
  result_url: `/jobs/result/${id}`,
  estimated_time_seconds: 1,
  queue: 'default',
};
const status = {
  job_id: id,
  status: 'PENDING',
  type: 'ping',
  queue: 'default',
  progress: null,
  attempts: 0,
  max_attempts: 3,
  retry_count: 0,
  created_at: now,
  started_at: null,
  finished_at: null,
  position: 1,
  estimated_wait_seconds: { from: 1, to: 2 },
};

const waiting = new Map();
const queue = redisUrl ? new Bull('hello', redisUrl) : null;
queue?.process('no-op', 2, async () => ({ pong: true })).catch(() => {});
queue?.on('completed', ({ id: done }, result) => waiting.get(done)?.(result));

class HelloController {
  status(jobId) {
    return { ...status, job_id: jobId };
  }

  submit() {
    return { ...submitted };
  }

  /** Bull's own `job.finished()` may miss the event and then looks only every five seconds. */
  async throughBull(form) {
    const jobId = uuidv7();
    const completed = new Promise((resolve) => waiting.set(jobId, resolve));
    await queue.add('no-op', form, { jobId, removeOnComplete: 1_000 });
    const result = await completed;
    waiting.delete(jobId);
    return { ...submitted, result };
  }
}
class HelloModule {}

decorate();
const app = await createHello();
await app.listen(port, '127.0.0.1');

/** The decorators of a TypeScript controller, applied by hand. */
function decorate() {
  const { prototype } = HelloController;
  const route = (name, decorator) =>
    decorator(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
  route('status', Get('status/:id'));
  Param('id')(prototype, 'status', 0);
  Reflect.defineMetadata('design:paramtypes', [String], prototype, 'status');
  for (const [name, path] of [
    ['submit', 'submit'],
    ['throughBull', 'bull'],
  ]) {
    route(name, Post(path));
    route(name, HttpCode(202));
    Body()(prototype, name, 0);
    Reflect.defineMetadata('design:paramtypes', [PingForm], prototype, name);
  }
  Controller('hello')(HelloController);
}

async function createHello() {
  const platform = kind === 'bare' ? [] : [PlatformModule.forRoot(configurationFor({ folder }))];
  Module({ imports: platform, controllers: [HelloController] })(HelloModule);
  const created = await NestFactory.create(HelloModule, { logger: ['error'] });
  if (kind === 'bare') return created;
  created.disable('x-powered-by');
  created.use(requestIdMiddleware());
  created.use(helmet({ contentSecurityPolicy: false }));
  return created;
}
