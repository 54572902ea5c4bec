import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpException,
  type INestApplication,
  NotFoundException,
  Param,
  Post,
  Query,
  ServiceUnavailableException,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FileInterceptor } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';

import { loadConfiguration } from '../config/index.js';
import { Failure, type FailureClass } from '../failure.js';
import { createLogger, currentRequestId } from '../logging/index.js';
import { PlatformModule } from '../platform.module.js';
import { FormBoolean, Problem, requestIdMiddleware } from './index.js';

class Item {
  @IsString()
  @MaxLength(5)
  name!: string;
}

class Order {
  @IsInt()
  amount!: number;

  @IsOptional()
  @FormBoolean()
  express?: boolean;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Item)
  items?: Item[];
}

class Flags {
  @IsOptional()
  @FormBoolean()
  wait?: boolean;
}

@Controller()
class TryController {
  @Post('orders')
  order(@Body() order: Order) {
    return order;
  }

  @Get('flags')
  flags(@Query() flags: Flags) {
    return flags;
  }

  @Get('primitive')
  primitive(@Query('wait') wait: boolean) {
    return { wait };
  }

  @Post('upload')
  @UseInterceptors(FileInterceptor('file', { limits: { fileSize: 10, fields: 1 } }))
  upload(@UploadedFile() file: { size: number } | undefined, @Body() flags: Flags) {
    return { size: file?.size, ...flags, requestId: currentRequestId() };
  }

  @Get('fail/:failureClass')
  fail(@Param('failureClass') failureClass: string) {
    throw new Failure(failureClass as FailureClass, 'A plain sentence.');
  }

  @Get('throw/:what')
  throw(@Param('what') what: string) {
    switch (what) {
      case 'problem':
        throw new Problem(409, 'Still running', 'The job has not ended.', {
          headers: { Location: '/jobs/1' },
          members: { job_id: '1', status: 'active' },
        });
      case 'missing':
        throw new NotFoundException('There is no such job.');
      case 'list':
        throw new BadRequestException(['one', 'two']);
      case 'unavailable':
        throw new ServiceUnavailableException('The queue is full.');
      case 'health':
        throw new ServiceUnavailableException({
          status: 'error',
          info: {},
          error: { redis: {} },
          details: {},
        });
      case 'explicit-500':
        throw new HttpException('password hunter2', 500);
      default:
        throw new Error('password hunter2 in /srv/secret.pdf');
    }
  }
}

const logLines: string[] = [];
let app: INestApplication;
let base: string;

beforeAll(async () => {
  const { configuration } = loadConfiguration({});
  const logger = createLogger(
    { level: 'info', format: 'json', file: null },
    { write: (line) => void logLines.push(line) },
  );
  const root = {
    module: class Root {},
    imports: [PlatformModule.forRoot(configuration, logger)],
    controllers: [TryController],
  };
  const express = await NestFactory.create<NestExpressApplication>(root, { logger: false });
  express.use(requestIdMiddleware());
  app = express;
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});

afterAll(() => app.close());

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

async function call(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(base + path, init);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  };
}

const postJson = (path: string, body: string) =>
  call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

function form(fields: Record<string, string | Blob>): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return { method: 'POST', body };
}

function expectProblem({ status, headers, body }: Answer, expectedStatus: number): void {
  expect(status).toBe(expectedStatus);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/^\/problems\/[a-z0-9-]+$/),
    title: expect.any(String),
    detail: expect.any(String),
    instance: expect.stringMatching(/^\/[^?]*$/),
  });
  expect(body).not.toHaveProperty('status');
}

describe('X-Request-Id', () => {
  it('is made as a UUID and returned', async () => {
    const { headers } = await call('/flags');
    expect(headers.get('x-request-id')).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-/);
  });

  it('is taken from the client, returned, and known to the handler even behind an upload', async () => {
    const init = { ...form({ file: new Blob(['x']) }), headers: { 'X-Request-Id': 'client:42.a-b_c' } };
    const { headers, body } = await call('/upload', init);
    expect(headers.get('x-request-id')).toBe('client:42.a-b_c');
    expect(body.requestId).toBe('client:42.a-b_c');
  });

  it.each(['with blank', 'x'.repeat(129), 'a"b', '<script>'])(
    'is replaced when it is unfit: %s',
    async (id) => {
      const { headers } = await call('/flags', { headers: { 'X-Request-Id': id } });
      expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    },
  );

  it('stands on errors of the body parser too', async () => {
    const answer = await postJson('/orders', '{');
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('problem answers', () => {
  it('404 for an unknown route, without the query', async () => {
    const answer = await call('/nowhere?name=hunter2');
    expectProblem(answer, 404);
    expect(answer.body.instance).toBe('/nowhere');
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  });

  it('400 for malformed JSON, without quoting it', async () => {
    const answer = await postJson('/orders', '{"patient": hunter2}');
    expectProblem(answer, 400);
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  });

  it('400 for a path that cannot be decoded', async () => {
    expectProblem(await call('/throw/%FF'), 400);
  });

  it('413 for a body over the limit', async () => {
    expectProblem(await postJson('/orders', JSON.stringify({ text: 'x'.repeat(200_000) })), 413);
  });

  it('413 for a file over the limit, naming the field', async () => {
    const answer = await call('/upload', form({ file: new Blob(['more than ten bytes']) }));
    expectProblem(answer, 413);
    expect(answer.body.errors).toEqual([{ field: 'file', message: 'A file is larger than allowed.' }]);
  });

  it('413 for too many fields', async () => {
    expectProblem(await call('/upload', form({ one: '1', two: '2' })), 413);
  });

  it('422 for a file in a field that takes none', async () => {
    const answer = await call('/upload', form({ other: new Blob(['x']) }));
    expectProblem(answer, 422);
    expect(answer.body.errors).toEqual([{ field: 'other', message: expect.any(String) }]);
  });

  it('400 for a multipart body that is cut off or has no boundary', async () => {
    const cut = {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-',
    };
    expectProblem(await call('/upload', cut), 400);
    expectProblem(await call('/upload', { ...cut, headers: { 'Content-Type': 'multipart/form-data' } }), 400);
  });

  it.each<[FailureClass, number, string]>([
    ['bad_input', 422, 'BadInput'],
    ['unreadable', 422, 'Unreadable'],
    ['unsupported', 415, 'Unsupported'],
    ['too_large', 413, 'TooLarge'],
    ['model_unavailable', 503, 'ModelUnavailable'],
    ['time_limit', 504, 'TimeLimitExceeded'],
    ['cancelled', 409, 'Cancelled'],
    ['bug', 500, 'Bug'],
  ])('a failure of class %s is %d', async (failureClass, status, type) => {
    const answer = await call(`/fail/${failureClass}`);
    expectProblem(answer, status);
    expect(answer.body).toMatchObject({
      detail: 'A plain sentence.',
      failure_class: failureClass,
      error_type: type,
      retry_helps: expect.any(Boolean),
      advice: expect.any(String),
    });
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '10' : null);
  });

  it('carries headers and members of a Problem, but never a status', async () => {
    const answer = await call('/throw/problem');
    expectProblem(answer, 409);
    expect(answer.headers.get('location')).toBe('/jobs/1');
    expect(answer.body).toMatchObject({
      type: '/problems/still-running',
      detail: 'The job has not ended.',
      job_id: '1',
    });
  });

  it("keeps the sentence of Nest's own exceptions, as one string", async () => {
    const missing = await call('/throw/missing');
    expectProblem(missing, 404);
    expect(missing.body.detail).toBe('There is no such job.');
    const list = await call('/throw/list');
    expectProblem(list, 400);
    expect(list.body.detail).toBe('one; two');
    const unavailable = await call('/throw/unavailable');
    expectProblem(unavailable, 503);
    expect(unavailable.headers.get('retry-after')).toBe('10');
  });

  it.each(['error', 'explicit-500'])(
    '500 for what is unexpected (%s): nothing leaks, the log has it',
    async (what) => {
      logLines.length = 0;
      const answer = await call(`/throw/${what}?q=private`, { headers: { 'X-Request-Id': `r-${what}` } });
      expectProblem(answer, 500);
      expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|secret\.pdf|stack|\.ts/);
      expect(answer.body.detail).toContain(`r-${what}`);
      const line = JSON.parse(logLines.at(-1)!) as Record<string, unknown>;
      expect(line).toMatchObject({
        level: 'error',
        requestId: `r-${what}`,
        route: '/throw/:what',
        method: 'GET',
      });
      expect(line).toMatchObject({
        err: { message: expect.stringContaining('hunter2'), stack: expect.any(String) },
      });
      expect(logLines.at(-1)).not.toContain('private');
    },
  );

  it("leaves a health report in Terminus' shape", async () => {
    const { status, body, headers } = await call('/throw/health');
    expect(status).toBe(503);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({ status: 'error', info: {}, error: { redis: {} }, details: {} });
  });
});

describe('validation', () => {
  it('answers 422 with dotted paths and no values', async () => {
    const order = { amount: 'hunter2', items: [{ name: 'ok' }, { name: 'far too long' }, { name: 7 }] };
    const answer = await postJson('/orders', JSON.stringify(order));
    expectProblem(answer, 422);
    const fields = (answer.body.errors as { field: string }[]).map(({ field }) => field);
    expect(new Set(fields)).toEqual(new Set(['amount', 'items.1.name', 'items.2.name']));
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|far too long/);
  });

  it('says of a value of another type only that', async () => {
    const errorsOf = async (order: object): Promise<unknown> =>
      (await postJson('/orders', JSON.stringify({ amount: 1, ...order }))).body.errors;
    expect(await errorsOf({ items: [{ name: 7 }] })).toEqual([
      { field: 'items.0.name', message: 'must be a string' },
    ]);
    expect(await errorsOf({ items: [{ name: 'far too long' }] })).toEqual([
      { field: 'items.0.name', message: expect.stringContaining('shorter than or equal') },
    ]);
  });

  it('says once that a field is missing', async () => {
    const answer = await postJson('/orders', '{}');
    expectProblem(answer, 422);
    expect(answer.body).toMatchObject({
      detail: 'amount: is missing',
      errors: [{ field: 'amount', message: 'is missing' }],
    });
  });

  it('drops unknown members and converts nothing by itself', async () => {
    const { body } = await postJson('/orders', '{"amount": 3, "admin": true}');
    expect(body).toEqual({ amount: 3 });
    expectProblem(await postJson('/orders', '{"amount": "3"}'), 422);
    expect((await call('/primitive?wait=False')).body).toEqual({ wait: 'False' });
  });

  it.each([
    ...['true', 'True', 'TRUE', '1', 'yes', 'on'].map((word) => [word, true] as const),
    ...['false', 'False', 'FALSE', '0', 'no', 'off'].map((word) => [word, false] as const),
  ])('reads the boolean %s as %s in queries, forms and JSON', async (word, expected) => {
    expect((await call(`/flags?wait=${word}`)).body).toEqual({ wait: expected });
    expect((await call('/upload', form({ wait: word }))).body.wait).toBe(expected);
    expect((await postJson('/orders', `{"amount": 1, "express": ${expected}}`)).body.express).toBe(expected);
  });

  it.each(['maybe', 'tRUE', '2', '', 'null'])('refuses the boolean %j', async (word) => {
    const answer = await call(`/flags?wait=${word}`);
    expectProblem(answer, 422);
    expect(answer.body.errors).toEqual([
      { field: 'wait', message: 'must be true, 1, yes or on; or false, 0, no or off' },
    ]);
  });

  it('leaves an absent boolean absent, and refuses numbers and lists', async () => {
    expect((await call('/flags')).body).toEqual({});
    expectProblem(await call('/flags?wait=true&wait=false'), 422);
    expectProblem(await postJson('/orders', '{"amount": 1, "express": 1}'), 422);
  });
});
