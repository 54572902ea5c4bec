import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, ratePerSecond, timeEach } from '../measure/statistics.mjs';
import { SUBJECTS } from './subjects.mjs';

/** One round of one subject in a process of its own: adds, drains, size of waiting jobs, time from add to done. */
const { subject, place, jobs } = JSON.parse(process.argv[2]);
const PAYLOAD = 'x'.repeat(300);
/** As long as between the pings of the runner's measurement: a queue that is really idle wakes up more slowly. */
const IDLE_MS = 3;

const opened = SUBJECTS[subject](place);
await warmUp();
const result = { add1: await addRate('add-1', 1), ...(await sizeAndAdd32()) };
for (const concurrency of [1, 10, 50])
  result[`drain${concurrency}`] = await drainRate(`drain-${concurrency}`, concurrency);
Object.assign(result, await addToDone());
await opened.close();
process.send(result, () => process.exit(0));

/** A cold process adds at half its rate. */
async function warmUp() {
  const queue = opened.queue('warm-up');
  for (const inFlight of [1, 32])
    await ratePerSecond(2_000, inFlight, (id) => queue.add({ id, payload: PAYLOAD }));
  await drained(queue, 5, 4_000);
}

function addRate(name, inFlight) {
  const queue = opened.queue(name);
  return ratePerSecond(jobs, inFlight, (id) => queue.add({ id, payload: PAYLOAD }));
}

async function sizeAndAdd32() {
  const before = await opened.bytes();
  const add32 = await addRate('add-32', 32);
  const kibPer1000 = ((await opened.bytes()) - before) / 1024 / (jobs / 1000);
  return { add32, kibPer1000 };
}

async function drainRate(name, concurrency) {
  const queue = opened.queue(name);
  await ratePerSecond(jobs, 32, (id) => queue.add({ id, payload: PAYLOAD }));
  return drained(queue, concurrency, jobs);
}

async function drained(queue, concurrency, count) {
  let left = count;
  const start = performance.now();
  await new Promise((resolve) =>
    queue.work(
      concurrency,
      () => undefined,
      () => --left === 0 && resolve(),
    ),
  );
  return (count / (performance.now() - start)) * 1000;
}

/** An idle queue with a waiting worker: from `add` until the job has settled, both seen in this process. */
async function addToDone() {
  const queue = opened.queue('add-to-done');
  let settled = () => {};
  queue.work(
    1,
    () => undefined,
    () => settled(),
  );
  const once = async () => {
    const done = new Promise((resolve) => (settled = resolve));
    await queue.add({ payload: PAYLOAD });
    await done;
  };
  const times = [];
  for (let index = 0; index < 350; index++) {
    const [milliseconds] = await timeEach(1, once);
    if (index >= 50) times.push(milliseconds);
    await sleep(IDLE_MS);
  }
  return { done50: percentile(times, 0.5), done99: percentile(times, 0.99) };
}
