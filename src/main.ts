import { createApi } from './api.js';
import { Worker } from './jobs/index.js';
import { describeLanguageModel } from './models/index.js';
import { assertMayListen, type Configuration } from './platform/config/index.js';
import { NestLogger } from './platform/logging/index.js';
import { LOGGER } from './platform/logging/index.js';
import { QueueEngine } from './queue/index.js';
import { closeOnSignals } from './shutdown.js';
import { configurationOrExit, orExit, run } from './start.js';

async function main(): Promise<void> {
  const { configuration, warnings } = configurationOrExit();
  const exposed = orExit(() => assertMayListen(configuration));
  const app = await createApi(configuration);
  const logger = new NestLogger(app.get(LOGGER));
  app.useLogger(logger);
  for (const warning of [...warnings, ...exposed]) logger.warn(warning);
  closeOnSignals(app, (signal) => logger.log(`${signal}: closing; a second signal ends at once`));
  if (configuration.worker.enabled) await app.get(Worker).start();
  const { port, host } = configuration.server;
  await app.listen(port, host);
  const durability = await app.get(QueueEngine).durability();
  process.stdout.write(`${startLines(configuration, await app.getUrl(), durability).join('\n')}\n`);
}

/** The five lines of a start: address, documentation, engine, workers, access; a sixth where a language model is configured. */
function startLines(configuration: Configuration, address: string, durability: string): string[] {
  const { worker, queue, data, auth } = configuration;
  const url = address.replace('[::1]', 'localhost');
  const engine = queue.redisUrl
    ? `Bull on Redis (${durability})`
    : `embedded queue in ${data.directory} (${durability})`;
  const workers = worker.enabled
    ? `${worker.concurrency} jobs at once in this process`
    : 'none in this process (WORKERS=off): start node dist/worker';
  const language = describeLanguageModel(configuration.models);
  const access = auth.mode === 'on' ? 'bearer tokens are checked' : 'off: no token is asked for';
  return [
    `Assay      ${url}`,
    `API docs   ${url}/docs`,
    `Queue      ${engine}`,
    `Workers    ${workers}`,
    `Auth       ${access}`,
    ...(language === null ? [] : [`Language   ${language}`]),
  ];
}

await run(main);
