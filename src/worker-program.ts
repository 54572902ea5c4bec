import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { AppModule } from './app.module.js';
import { SharedState, Worker } from './jobs/index.js';
import { describeLanguageModel } from './models/index.js';
import type { Configuration, Overrides } from './platform/config/index.js';
import { LOGGER, NestLogger } from './platform/logging/index.js';
import { closeOnSignals, endAfter } from './shutdown.js';
import { configurationOrExit, run } from './start.js';

const HELP = `Usage: node dist/worker [queue …] [options]

Works jobs of the given queues (default: all), sharing DATA_DIR or REDIS_URL with the API.

  --worker-id ID      name of this worker (default: host-pid)
  --redis-url URL     Bull on this Redis (default: REDIS_URL; without one, the embedded queue in DATA_DIR)
  --queues a,b        the same as naming the queues bare
  --concurrency N     jobs at once (default: WORKER_CONCURRENCY, 2)
  --batch-mode        end when nothing waits and nothing runs here; retries due within 60 s are waited for
  --max-jobs N        end after N jobs
  --log-level LEVEL   fatal, error, warn, info, debug or trace
  --help              this text

Examples
  node dist/worker analysis --concurrency 1
  node dist/worker --queues document_ingestion,default --batch-mode
`;

interface Arguments {
  overrides: Overrides;
  batchMode: boolean;
  maximumJobs: number | null;
}

/** The worker process: reads its arguments, works until it is told to end or has no more to do. */
export const main = (): Promise<void> => run(work);

async function work(): Promise<void> {
  const { overrides, batchMode, maximumJobs } = readArguments();
  const { configuration, warnings } = configurationOrExit(overrides);
  const app = await createWorker(configuration);
  const logger = new NestLogger(app.get(LOGGER));
  app.useLogger(logger);
  for (const warning of warnings) logger.warn(warning);
  closeOnSignals(app, (signal) => logger.log(`${signal}: closing; a second signal ends at once`));
  const worker = app.get(Worker);
  worker.once('done', () => void endAfter(app.close()));
  await worker.start({ batchMode, maximumJobs });
  const queues = configuration.worker.queues?.join(', ') ?? 'all queues';
  logger.log(
    `Worker ${worker.name} works ${queues}, ${configuration.worker.concurrency} jobs at once`,
    'Worker',
  );
  const language = describeLanguageModel(configuration.models);
  if (language !== null) logger.log(language, 'Worker');
}

/** An application without public routes; with WORKER_HEALTH_PORT it answers about its health there. */
async function createWorker(configuration: Configuration): Promise<INestApplicationContext> {
  const options = { logger: ['warn', 'error', 'fatal'] as const, abortOnError: false };
  const root = AppModule.forWorker(configuration);
  const { healthPort } = configuration.worker;
  if (healthPort === null) {
    const context = await NestFactory.createApplicationContext(root, {
      ...options,
      logger: [...options.logger],
    });
    await context.get(SharedState).assertShared();
    return context;
  }
  const app = await NestFactory.create(root, {
    ...options,
    logger: [...options.logger],
    forceCloseConnections: true,
  });
  app.use(onlyHealth);
  await app.init();
  await app.get(SharedState).assertShared();
  await app.listen(healthPort, configuration.server.host);
  return app;
}

/** The feature modules bring their public routes along; this port answers about health and nothing else. */
function onlyHealth(request: Request, response: Response, next: NextFunction): void {
  if (/^\/health(\/|$)/.test(request.path)) return next();
  const detail = 'This port of a worker answers at /health, /health/live and /health/ready only.';
  const body = { type: '/problems/no-such-route', title: 'No such route', detail, instance: request.path };
  response.status(404).type('application/problem+json').send(JSON.stringify(body));
}

function readArguments(): Arguments {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'worker-id': { type: 'string' },
        'redis-url': { type: 'string' },
        queues: { type: 'string' },
        concurrency: { type: 'string' },
        'batch-mode': { type: 'boolean', default: false },
        'max-jobs': { type: 'string' },
        'log-level': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(0);
    }
    const queues = [values.queues ?? [], positionals].flat().join(',');
    return {
      overrides: {
        WORKER_ID: values['worker-id'],
        REDIS_URL: values['redis-url'],
        WORKER_QUEUES: queues || undefined,
        WORKER_CONCURRENCY: values.concurrency,
        LOG_LEVEL: values['log-level'],
      },
      batchMode: values['batch-mode'],
      maximumJobs: wholeNumber(values['max-jobs']),
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d*$/.test(text)) throw new Error('--max-jobs takes a whole number from 1');
  return Number(text);
}
