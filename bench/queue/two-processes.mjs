import { message, startModule } from '../measure/processes.mjs';
import { ratePerSecond } from '../measure/statistics.mjs';
import { SUBJECTS } from './subjects.mjs';

const NAME = 'shared';
const CONCURRENCY = 10;

/** Two processes drain one queue of no-ops: jobs per second, and what was lost or ran twice. */
export async function drainInTwoProcesses({ subject, place, jobs }) {
  const opened = SUBJECTS[subject](place);
  const queue = opened.queue(NAME);
  await ratePerSecond(jobs, 32, (id) => queue.add({ id, payload: 'x'.repeat(300) }));
  await opened.close();

  const argument = JSON.stringify({ subject, place, name: NAME, concurrency: CONCURRENCY });
  const url = new URL('./drain-process.mjs', import.meta.url);
  const workers = [startModule(url, [argument]), startModule(url, [argument])];
  await Promise.all(workers.map((worker) => message(worker, ({ ready }) => ready)));
  const allSettled = untilSettled(workers, jobs);
  for (const worker of workers) worker.send('go');
  await allSettled;
  return summarise(await Promise.all(workers.map(askForReport)), jobs);
}

function untilSettled(workers, jobs) {
  const settled = workers.map(() => 0);
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`Only ${settled} of ${jobs} jobs settled in two minutes`)),
      120_000,
    );
    workers.forEach((worker, index) =>
      worker.on('message', (said) => {
        settled[index] = said.settled ?? settled[index];
        if (settled[0] + settled[1] < jobs) return;
        clearTimeout(late);
        resolve();
      }),
    );
  });
}

function askForReport(worker) {
  const report = message(worker, ({ ran }) => ran);
  worker.send('report');
  return report;
}

function summarise(reports, jobs) {
  const seconds =
    (Math.max(...reports.map(({ last }) => last)) - Math.min(...reports.map(({ first }) => first))) / 1000;
  const ran = reports.flatMap((report) => report.ran);
  const distinct = new Set(ran).size;
  const left = Object.values(reports[0].left).reduce((sum, count) => sum + count, 0);
  return { rate: jobs / seconds, lost: jobs - distinct, twice: ran.length - distinct, left };
}
