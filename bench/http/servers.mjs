import { environment } from '../measure/application.mjs';
import {
  freePort,
  start,
  stop,
  temporaryFolder,
  removeFolder,
  untilListening,
} from '../measure/processes.mjs';

const file = (path) => new URL(path, import.meta.url).pathname;

/** A hello: `bare`, or with the `same middleware` as Assay; with a Redis it also sends jobs through raw Bull. */
export async function startHello(kind, redisUrl = null) {
  const folder = temporaryFolder();
  const port = await freePort();
  const argument = JSON.stringify({ kind, port, folder, redisUrl });
  return serving(start('node', [file('./hello.mjs'), argument], { env: production }), port, folder);
}

/** Assay's API on a fresh data folder; `workers` says whether it works its queues itself. */
export async function startAssay({ redisUrl = null, workers = false }) {
  const folder = temporaryFolder();
  const port = await freePort();
  const env = {
    ...production,
    ...environment({ folder, redisUrl }),
    PORT: String(port),
    WORKERS: workers ? 'on' : 'off',
  };
  return serving(start('node', [file('../../dist/main.js')], { env }), port, folder);
}

/** A worker process that shares the folder or the Redis. */
export function startWorker({ folder, redisUrl = null, logLevel = 'silent' }) {
  const env = { ...production, ...environment({ folder, redisUrl }), LOG_LEVEL: logLevel };
  return start('node', [file('../../dist/worker.js')], { env });
}

const production = { NODE_ENV: 'production' };

async function serving(child, port, folder) {
  await untilListening(port, child);
  const end = async () => {
    await stop(child);
    removeFolder(folder);
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, folder, end };
}
