import { mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Bull from 'bull';
import { QueueEngine, WorkLoops } from '../../dist/queue/index.js';
import { RedisConnections } from '../../dist/platform/redis/index.js';
import { configurationFor } from '../measure/application.mjs';
import { usedMemory } from '../measure/redis.mjs';

const quiet = { info() {}, warn() {} };

/** Options of every job here, whichever queue: finished jobs are not kept, as the job record outlives them. */
const OPTIONS = { removeOnComplete: true, removeOnFail: true };
const JOB = 'no-op';

/** What is compared, by name. Each opens queues of the same shape: `add`, `work`, `counts`. */
export const SUBJECTS = {
  'raw bull': openBull,
  'assay redis': (place) => openAssay({ ...place, redisUrl: place.redisUrl }),
  'assay embedded': (place) => openAssay({ ...place, redisUrl: null }),
  'assay embedded FULL': (place) => openAssay({ ...place, redisUrl: null, synchronous: 'FULL' }),
};

/** Bull as its documentation shows it: its own connections, its own loops. */
function openBull({ redisUrl }) {
  const queues = [];
  return {
    queue(name) {
      const queue = new Bull(name, redisUrl);
      queues.push(queue);
      return {
        add: (data) => queue.add(JOB, data, OPTIONS),
        counts: () => queue.getJobCounts(),
        /** Starts to work; `handler` is called with each job's data, `done` when a job has settled. */
        work(concurrency, handler, done) {
          queue.on('completed', done);
          queue.process(JOB, concurrency, async (job) => handler(job.data)).catch(() => {});
        },
      };
    },
    bytes: () => usedMemory(queues[0].client),
    close: () => Promise.all(queues.map((queue) => queue.close())),
  };
}

/** The engine as a worker of Assay uses it: handlers without loops of their own, one {@link WorkLoops} that claims. */
function openAssay({ folder, redisUrl, synchronous }) {
  mkdirSync(folder, { recursive: true });
  const configuration = configurationFor({ folder, redisUrl, synchronous });
  const redis = new RedisConnections(configuration, quiet);
  const engine = new QueueEngine(configuration, redis);
  const loops = [];
  return {
    queue(name) {
      const queue = engine.queue(name);
      return {
        add: (data) => queue.add(JOB, data, OPTIONS),
        counts: () => queue.getJobCounts(),
        work(concurrency, handler, done) {
          queue.on('completed', done);
          queue.process(JOB, 0, async (job) => handler(job.data)).catch(() => {});
          const working = new WorkLoops();
          loops.push(working);
          working.start({ queues: engine.claimables(name), slots: concurrency });
        },
      };
    },
    bytes: () => (redisUrl ? usedMemory(redis.commands) : fileBytes(join(folder, 'assay.sqlite'))),
    async close() {
      await Promise.all(loops.map((working) => working.stop()));
      await engine.close();
      await redis.close();
    },
  };
}

/** Size of the database once its log has been written back. */
export function fileBytes(path) {
  const Database = createRequire(import.meta.url)('libsql');
  const database = new Database(path);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  return statSync(path).size;
}
