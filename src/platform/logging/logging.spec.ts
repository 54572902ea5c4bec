import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { transformFile } from '@swc/core';

import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { currentRequestId, requestContext } from './request-context.js';

function capture(format: 'json' | 'pretty' = 'json', file: string | null = null) {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: 'info', format, file }, output);
  return { logger, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

/** This folder as JavaScript, for a child process. */
async function compiledFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-log-'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of ['logger', 'redaction', 'request-context']) {
    const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } } as const;
    const { code } = await transformFile(`src/platform/logging/${name}.ts`, { ...options, swcrc: false });
    writeFileSync(join(folder, `${name}.js`), code);
  }
  return folder;
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

  it('flushes standard output and the log file when the process exits at once', async () => {
    const folder = await compiledFolder();
    const file = join(folder, 'logs', 'assay.log');
    try {
      const program = `import { createLogger } from './logger.js';
        const logger = createLogger({ level: 'info', format: 'json', file: process.argv[2] });
        for (let line = 0; line < 3000; line++) logger.info({ line }, 'Job completed');
        process.exit(0);`;
      writeFileSync(join(folder, 'main.js'), program);
      const output = execFileSync(process.execPath, [join(folder, 'main.js'), file], { encoding: 'utf8' });
      for (const lines of [output, readFileSync(file, 'utf8')].map((text) => text.trimEnd().split('\n'))) {
        expect(lines).toHaveLength(3000);
        expect(JSON.parse(lines.at(-1)!)).toMatchObject({ line: 2999, msg: 'Job completed' });
      }
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
