import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { percentile, median } from '../measure/statistics.mjs';
import { configurationFor, createApplication } from '../measure/application.mjs';
import { Jobs, Worker } from '../../dist/jobs/index.js';
import { ping } from '../../dist/jobs/ping/ping.job.js';
import { JobRunner } from '../../dist/jobs/running/runner.js';

/**
 * What a `ping` costs in the whole of Assay on an otherwise idle engine: from submit to completed, the share of the runner
 * (claiming the record, running nothing, settling), and how often Redis is asked.
 */
const { folder, redisUrl, jobs } = JSON.parse(process.argv[2]);

const withinRunner = new AsyncLocalStorage();
const asked = countCommands();
const configuration = configurationFor({ folder, redisUrl });
const app = await createApplication(configuration);
const service = app.get(Jobs);
const runs = [];
timeRunner();
await app.get(Worker).start();

await roundTrips(50);
runs.length = 0;
asked.commands = 0;
const times = await roundTrips(jobs);
const result = {
  done50: percentile(times, 0.5),
  done99: percentile(times, 0.99),
  runner50: percentile(
    runs.map(({ milliseconds }) => milliseconds),
    0.5,
  ),
  runner99: percentile(
    runs.map(({ milliseconds }) => milliseconds),
    0.99,
  ),
  runnerTrips: median(runs.map(({ trips }) => trips)),
  jobTrips: asked.commands / jobs,
};
process.send(result, () => process.exit(0));

async function roundTrips(count) {
  const milliseconds = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    const { record } = await service.submit(ping, { payload: 'x'.repeat(300) }, { owner: 'bench' });
    const ended = await service.waitFor(record, 10_000);
    milliseconds.push(performance.now() - start);
    if (ended.state !== 'completed') throw new Error(`The job is ${ended.state}`);
    // The worker says "done" to its queue after the record says so; the next job should find it idle.
    await sleep(3);
  }
  return milliseconds;
}

/** The runner's own time and commands: all of `run()`, as the handler of a ping does nothing. */
function timeRunner() {
  const run = JobRunner.prototype.run;
  JobRunner.prototype.run = async function (...values) {
    const mine = { commands: 0 };
    const start = performance.now();
    await withinRunner.run(mine, () => run.apply(this, values));
    runs.push({ milliseconds: performance.now() - start, trips: mine.commands });
  };
}

/** Counts the commands that this process sends to Redis, on whichever connection, in all and from within the runner. */
function countCommands() {
  const counter = { commands: 0 };
  const { sendCommand } = Redis.prototype;
  Redis.prototype.sendCommand = function (...values) {
    counter.commands++;
    const runner = withinRunner.getStore();
    if (runner) runner.commands++;
    return sendCommand.apply(this, values);
  };
  return counter;
}
