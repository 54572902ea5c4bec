import type { Area, ValuesOf } from '../setting.js';
import { authArea } from './auth.js';
import { dataArea } from './data.js';
import { jobsArea } from './jobs.js';
import { loggingArea } from './logging.js';
import { modelsArea } from './models.js';
import { queueArea } from './queue.js';
import { serverArea } from './server.js';
import { storageArea } from './storage.js';
import { webhooksArea } from './webhooks.js';
import { workerArea } from './worker.js';

/** All areas in the order of the documentation. */
export const AREAS: readonly Area[] = [
  serverArea,
  authArea,
  loggingArea,
  dataArea,
  queueArea,
  workerArea,
  jobsArea,
  storageArea,
  webhooksArea,
  modelsArea,
];

/** All settings by name: the one table that parsing, the documentation and `.env.example` are made from. */
export const SETTINGS = {
  ...serverArea.settings,
  ...authArea.settings,
  ...loggingArea.settings,
  ...dataArea.settings,
  ...queueArea.settings,
  ...workerArea.settings,
  ...jobsArea.settings,
  ...storageArea.settings,
  ...webhooksArea.settings,
  ...modelsArea.settings,
};

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = ValuesOf<typeof SETTINGS>;

/** Names of the replaced services that have no meaning here, each with the reason that a warning gives. */
export const IGNORED_SETTINGS: Readonly<Record<string, string>> = {
  CELERY_WORKER_PREFETCH_MULTIPLIER: 'a worker here takes a job only when it can start it at once',
  REDIS_POOL_SIZE: 'each process shares one Redis connection for all commands',
};
