import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

import { type DestinationStream, type Logger, multistream, pino, type StreamEntry } from 'pino';
import pinoPretty from 'pino-pretty';

import type { Configuration } from '../config/index.js';
import { hideSecrets, loggedError, REDACTED_PATHS } from './redaction.js';
import { requestContext } from './request-context.js';

/** DI token of the process's pino {@link Logger}. */
export const LOGGER = Symbol('LOGGER');

/**
 * The logger of the process: JSON lines, or lines for people, on standard output and, as JSON, in `LOG_FILE`. Lines carry
 * the request's and the job's id; secrets are hidden. Writing never blocks the event loop, and what is not yet written is
 * flushed when the process exits.
 *
 * @param output where the main stream goes; standard output by default
 * @throws Error when the log file cannot be written
 */
export function createLogger(
  logging: Configuration['logging'],
  output: DestinationStream = standardOutput(),
): Logger {
  const main = logging.format === 'pretty' ? forPeople(output) : output;
  const streams: StreamEntry[] = [{ level: 'trace', stream: main }];
  if (logging.file) streams.push({ level: 'trace', stream: logFile(logging.file) });

  return pino(
    {
      level: logging.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...requestContext.getStore() }),
      serializers: { err: (error: unknown) => loggedError(error) },
      redact: { paths: REDACTED_PATHS, censor: '[hidden]' },
      hooks: { streamWrite: hideSecrets },
    },
    streams.length === 1 ? main : multistream(streams),
  );
}

/** Lines for people, made in place: a transform stream would lose the last ones when the process exits. */
function forPeople(output: DestinationStream): DestinationStream {
  const prettify = pinoPretty.prettyFactory({ ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l' });
  return { write: (line) => output.write(prettify(line)) };
}

function standardOutput(): DestinationStream {
  return quiet(pino.destination({ dest: 1, sync: false }));
}

function logFile(path: string): DestinationStream {
  mkdirSync(dirname(path), { recursive: true });
  // Opened here and not by pino: a file that cannot be written stops the start, and an early exit still flushes.
  return quiet(pino.destination({ dest: openSync(path, 'a', 0o640), sync: false }));
}

/** A full disk or a closed pipe loses lines; it must not end the process. */
function quiet(stream: ReturnType<typeof pino.destination>): DestinationStream {
  stream.on('error', () => {});
  return stream;
}
