import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { currentRequestId, requestContext } from './request-context.js';

function capture(format: 'json' | 'pretty' = 'json', file: string | null = null) {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: 'info', format, file }, output);
  return { logger, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

describe('createLogger', () => {
  it('writes one JSON object a line, of the wanted level and above', () => {
    const { logger, lines, last } = capture();
    logger.debug('unseen');
    logger.info({ jobId: 'j1' }, 'Job started');
    expect(lines).toHaveLength(1);
    expect(last()).toMatchObject({ level: 'info', msg: 'Job started', jobId: 'j1', pid: process.pid });
    expect(Date.parse(last().time as string)).not.toBeNaN();
  });

  it('adds the ids of the request and the job across await', async () => {
    const { logger, last } = capture();
    await requestContext.run({ requestId: 'r1', jobId: 'j1' }, async () => {
      await Promise.resolve();
      expect(currentRequestId()).toBe('r1');
      logger.info('inside');
    });
    expect(last()).toMatchObject({ requestId: 'r1', jobId: 'j1' });
    logger.info('outside');
    expect(last()).not.toHaveProperty('requestId');
    expect(currentRequestId()).toBeUndefined();
  });

  it.each([
    { authorization: 'Bearer hunter2' },
    { headers: { authorization: 'hunter2', cookie: 'hunter2' } },
    { request: { headers: { authorization: 'hunter2' } } },
    { options: { password: 'hunter2', apiKey: 'hunter2' } },
    { note: 'connect ECONNREFUSED redis://me:hunter2@cache:6379' },
    { note: 'Authorization: Bearer hunter2' },
    { note: 'signed with whsec_hunter2' },
    { note: 'token eyJhbGciOi.hunter2.hunter2' },
    { err: new Error('fetch https://u:hunter2@host/x failed') },
    { err: Object.assign(new Error('ERR'), { command: { args: ['hunter2'] } }) },
    { err: new Error('outer', { cause: new Error('redis://:hunter2@h') }) },
  ])('hides secrets: case %#', (members) => {
    const { logger, lines } = capture();
    logger.error(members, 'It failed');
    expect(lines[0]).toContain('It failed');
    expect(lines[0]).not.toContain('hunter2');
    expect(() => JSON.parse(lines[0]!)).not.toThrow();
  });

  it('keeps what is needed of an error: type, message, code, stack and cause', () => {
    const { logger, last } = capture();
    logger.error(Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'E_X' }));
    expect(last().err).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      code: 'E_X',
      cause: { message: 'inner' },
    });
    expect((last().err as { stack: string }).stack).toContain('logging.spec');
  });

  it('writes lines for people', () => {
    const { logger, lines } = capture('pretty');
    logger.warn('Careful');
    expect(lines[0]).toMatch(/WARN.*Careful/);
    expect(lines[0]).not.toContain('{');
  });

  it('writes JSON to the log file as well, and makes its folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-log-'));
    const file = join(folder, 'logs', 'assay.log');
    try {
      const { logger, lines } = capture('pretty', file);
      const written = once(watch(file), 'change');
      logger.info('Both');
      await written;
      expect(lines[0]).toContain('Both');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ msg: 'Both' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a log file that cannot be written', () => {
    expect(() => capture('json', '/dev/null/assay.log')).toThrow(/ENOTDIR|EEXIST/);
  });
});

describe('NestLogger', () => {
  it('takes the context from the end and the stack of errors', () => {
    const { logger, last } = capture();
    const nest = new NestLogger(logger);
    nest.log('Mapped', 'Router');
    expect(last()).toMatchObject({ level: 'info', msg: 'Mapped', context: 'Router' });
    nest.error('Broken', 'Error: x\n    at file.js:1:1', 'Runner');
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'Broken',
      context: 'Runner',
      stack: expect.any(String),
    });
    nest.error(new Error('thrown'), 'Runner');
    expect(last()).toMatchObject({ msg: 'thrown', context: 'Runner', err: { message: 'thrown' } });
    nest.warn({ queue: 'batch' }, 'Runner');
    expect(last()).toMatchObject({ level: 'warn', queue: 'batch', context: 'Runner' });
  });
});
