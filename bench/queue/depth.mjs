import { join } from 'node:path';
import Bull from 'bull';
import { configurationFor, createApplication } from '../measure/application.mjs';
import { usedMemory } from '../measure/redis.mjs';
import { median, ratePerSecond, timeEach } from '../measure/statistics.mjs';
import { Jobs } from '../../dist/jobs/index.js';
import { ping } from '../../dist/jobs/ping/ping.job.js';
import { JobStore } from '../../dist/jobs/store/job-store.js';
import { QueueEngine } from '../../dist/queue/index.js';
import { RedisConnections } from '../../dist/platform/redis/index.js';
import { fileBytes } from './subjects.mjs';

/** How long each call takes while so many jobs wait; one process per subject, which fills its queue step by step. */
const { subject, folder, redisUrl, depths, calls, batches } = JSON.parse(process.argv[2]);
const PAYLOAD = 'x'.repeat(300);
const OWNER = 'bench';

const opened = subject === 'raw bull' ? openBull() : await openAssay();
const added = [];
await measure();
const rows = [];
let bytes = await opened.bytes();
let filled = 0;
for (const depth of depths) {
  const grow = depth - filled;
  const rate = grow > 0 ? await ratePerSecond(grow, 500, async () => added.push(await opened.add())) : null;
  const grown = await opened.bytes();
  rows.push({
    depth,
    fillRate: rate,
    kibPer1000: rate ? (grown - bytes) / 1024 / (grow / 1000) : null,
    ...(await measure()),
  });
  process.send({ depth });
  filled = depth;
  bytes = await opened.bytes();
}
process.send({ rows }, () => process.exit(0));

/**
 * `reference` asks the engine for nothing (PING, SELECT 1): what it gains with the depth is the machine's doing.
 * Medians of the batches, each batch a median of its calls; what it adds it takes away again.
 */
async function measure() {
  const times = { reference: [], add: [], status: [], counts: [], list: [], cancel: [] };
  for (let batch = 0; batch < batches; batch++) {
    const mine = [];
    times.reference.push(median(await timeEach(calls, () => opened.reference())));
    times.add.push(median(await timeEach(calls, async () => mine.push(await opened.add()))));
    added.push(...mine);
    times.status.push(median(await timeEach(calls, () => opened.status(anyJob()))));
    times.counts.push(median(await timeEach(calls, () => opened.counts())));
    times.list.push(median(await timeEach(calls, () => opened.list())));
    times.cancel.push(median(await timeEach(calls, () => opened.cancel(takeAnyJob()))));
  }
  return times;
}

function anyJob() {
  return added[Math.floor(Math.random() * added.length)];
}

/** Takes a job out of those known, so that none is cancelled twice. */
function takeAnyJob() {
  const index = Math.floor(Math.random() * added.length);
  const job = added[index];
  added[index] = added.at(-1);
  added.pop();
  return job;
}

function openBull() {
  const queue = new Bull('depth', redisUrl);
  return {
    add: async () => (await queue.add('no-op', { payload: PAYLOAD })).id,
    status: async (id) => (await queue.getJob(id)).getState(),
    counts: () => queue.getJobCounts(),
    list: () => queue.getJobs(['waiting'], 0, 19),
    cancel: async (id) => (await queue.getJob(id)).remove(),
    reference: () => queue.client.ping(),
    bytes: () => usedMemory(queue.client),
  };
}

async function openAssay() {
  const app = await createApplication(configurationFor({ folder, redisUrl }));
  const jobs = app.get(Jobs);
  const store = app.get(JobStore);
  const engine = app.get(QueueEngine);
  return {
    add: async () => (await jobs.submit(ping, { payload: PAYLOAD }, { owner: OWNER })).record.id,
    status: (id) => jobs.get(id, OWNER),
    counts: () => store.counts(),
    reference: () => engine.ping(),
    list: () => jobs.list({ owner: OWNER, limit: 20 }),
    cancel: async (id) => jobs.cancel(await jobs.get(id, OWNER)),
    bytes: () =>
      redisUrl ? usedMemory(app.get(RedisConnections).commands) : fileBytes(join(folder, 'assay.sqlite')),
  };
}
