import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './measure/options.mjs';
import { removeFolder, runModule, stopAll, stopOnSignals, temporaryFolder } from './measure/processes.mjs';
import { startRedis } from './measure/redis.mjs';
import { Report, withSpread } from './measure/report.mjs';
import { median, spread } from './measure/statistics.mjs';
import { SUBJECTS } from './queue/subjects.mjs';
import { drainInTwoProcesses } from './queue/two-processes.mjs';

const { quick, rounds, only } = readOptions('queue', ['engine', 'runner', 'depth']);
const JOBS = quick ? 3_000 : 10_000;
const DEPTHS = quick ? [0, 10_000, 50_000] : [0, 10_000, 100_000, 1_000_000];
const CALLS = quick ? 100 : 200;

stopOnSignals();
const redis = await startRedis();
const report = new Report('queue', { quick, rounds, jobs: JOBS, redis: redis.version });
try {
  if (only.includes('engine')) await compareEngines();
  if (only.includes('runner')) await measureRunner();
  if (only.includes('depth')) await measureDepths();
} finally {
  await redis.end();
  await stopAll();
}
report.finish();

/** Adds and drains: every round takes each subject in turn, so that its rows may be compared. */
async function compareEngines() {
  const results = Object.fromEntries(Object.keys(SUBJECTS).map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++)
    for (const subject of Object.keys(SUBJECTS)) results[subject].push(await engineRound(subject));
  report.keep('engines', results);
  const columns = {
    'add/s, 1 in flight': 'add1',
    'add/s, 32': 'add32',
    'drain/s c1': 'drain1',
    c10: 'drain10',
    c50: 'drain50',
    '2 processes c10': 'rate',
    'KiB per 1,000 waiting': 'kibPer1000',
    'add to done p50 ms': 'done50',
    'p99 ms': 'done99',
  };
  const over = (subject, key) => spread(results[subject].map((round) => round[key]));
  report.table(
    `Queue engines, no records, ${JOBS} no-ops of 300 bytes: median of ${rounds} rounds (lowest–highest)`,
    ['subject', ...Object.keys(columns), 'lost', 'ran twice'],
    Object.keys(SUBJECTS).map((subject) => [
      subject,
      ...Object.values(columns).map((key) => withSpread(over(subject, key))),
      String(sum(results[subject].map(({ lost, left }) => lost + left))),
      String(sum(results[subject].map(({ twice }) => twice))),
    ]),
  );
  judgeEngines((subject, key) => over(subject, key).median, results);
}

async function engineRound(subject) {
  await redis.flush();
  const folder = temporaryFolder();
  const placeIn = (name) => ({ folder: join(folder, name), redisUrl: redis.url });
  const argument = JSON.stringify({ subject, place: placeIn('one'), jobs: JOBS });
  const alone = await runModule(new URL('./queue/engine-round.mjs', import.meta.url), [argument]);
  await redis.flush();
  const together = await drainInTwoProcesses({ subject, place: placeIn('two'), jobs: JOBS });
  removeFolder(folder);
  return { ...alone, ...together };
}

function judgeEngines(of, results) {
  const add = ['add1', 'add32'];
  const drain = ['drain1', 'drain10', 'drain50', 'rate'];
  const times = (key) => of('assay embedded', key) / of('raw bull', key);
  for (const key of add) report.goal(`embedded (NORMAL) ${key} × raw Bull`, times(key), '>=', 1.5);
  for (const key of drain) report.goal(`embedded (NORMAL) ${key} × raw Bull`, times(key), '>=', 1);
  const lost = Object.values(results).flatMap((list) => list.map((round) => round.lost + round.left));
  report.goal('jobs lost in two processes, all subjects', sum(lost), '<=', 0);
}

/** A whole ping through Assay, beside Bull's add to done. */
async function measureRunner() {
  const results = { redis: [], embedded: [] };
  for (let round = 0; round < rounds; round++)
    for (const backend of Object.keys(results)) results[backend].push(await runnerRound(backend));
  report.keep('runner', results);
  const over = (backend, key) => spread(results[backend].map((round) => round[key]));
  report.table(
    'A ping through Assay in one process, idle: submit to completed, and the share of the runner',
    [
      'engine',
      'submit to completed p50 ms',
      'p99',
      'runner p50 ms',
      'p99',
      'trips in the runner',
      'trips a job',
    ],
    Object.keys(results).map((backend) => [
      backend,
      ...['done50', 'done99', 'runner50', 'runner99'].map((key) => withSpread(over(backend, key))),
      ...['runnerTrips', 'jobTrips'].map((key) => (backend === 'redis' ? over(backend, key).median : null)),
    ]),
  );
  report.goal('runner p50 of a no-op on Redis', over('redis', 'runner50').median, '<=', 1, 'ms');
  report.goal('round trips of the runner on Redis', over('redis', 'runnerTrips').median, '<=', 3);
  report.goal(
    'submit to completed p50, embedded, one process',
    over('embedded', 'done50').median,
    '<=',
    2,
    'ms',
  );
  const bull = report.content.engines?.['raw bull'].map(({ done50 }) => done50);
  if (bull)
    report.goal(
      'submit to completed p50 on Redis × raw Bull',
      over('redis', 'done50').median / median(bull),
      '<=',
      2,
    );
}

async function runnerRound(backend) {
  await redis.flush();
  const folder = temporaryFolder();
  const redisUrl = backend === 'redis' ? redis.url : null;
  const argument = JSON.stringify({ folder, redisUrl, jobs: quick ? 200 : 500 });
  const result = await runModule(new URL('./queue/runner-cost.mjs', import.meta.url), [argument]);
  removeFolder(folder);
  return result;
}

/** The listed calls while jobs wait. */
async function measureDepths() {
  const subjects = { 'raw bull': redis.url, 'assay redis': redis.url, 'assay embedded': null };
  const results = {};
  for (const [subject, redisUrl] of Object.entries(subjects)) {
    await redis.flush();
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const argument = JSON.stringify({
      subject,
      folder,
      redisUrl,
      depths: DEPTHS,
      calls: CALLS,
      batches: quick ? 3 : 5,
    });
    results[subject] = (await runModule(new URL('./queue/depth.mjs', import.meta.url), [argument])).rows;
    removeFolder(folder);
  }
  await redis.flush();
  report.keep('depths', results);
  const calls = ['add', 'status', 'counts', 'list', 'cancel'];
  report.table(
    'Calls while jobs wait, ms: median of the batches (lowest–highest)',
    ['subject', 'waiting', 'nothing', ...calls, 'KiB per 1,000', 'fill/s'],
    Object.entries(results).flatMap(([subject, rows]) =>
      rows.map((row) => [
        subject,
        row.depth.toLocaleString('en'),
        ...['reference', ...calls].map((call) => inMilliseconds(spread(row[call]))),
        row.kibPer1000,
        row.fillRate,
      ]),
    ),
  );
  for (const subject of ['assay redis', 'assay embedded'])
    for (const call of calls)
      report.goal(`${subject} ${call}, deepest × empty`, growth(results[subject], call), '<=', 1.3);
}

function growth(rows, call) {
  return median(rows.at(-1)[call]) / median(rows[0][call]);
}

function inMilliseconds({ median: middle, low, high }) {
  return `${middle.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
