import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { generator, load, send } from './http/load.mjs';
import {
  JSON_TYPE,
  MULTIPART,
  pdfUpload,
  PING,
  submitHello,
  submitPing,
  uploadReport,
} from './http/requests.mjs';
import { startAssay, startHello, startWorker } from './http/servers.mjs';
import { readOptions } from './measure/options.mjs';
import {
  memoryOf,
  processorTimeOf,
  said,
  stop,
  stopAll,
  stopOnSignals,
  temporaryFolder,
} from './measure/processes.mjs';
import { startRedis } from './measure/redis.mjs';
import { Report, withSpread } from './measure/report.mjs';
import { percentile, spread, timeEach } from './measure/statistics.mjs';

const { quick, rounds, only } = readOptions('http', ['load', 'latency', 'uploads', 'worker']);
const SECONDS = quick ? 1 : 4;
const CONNECTIONS = [1, 32, 100];
const WARM_UP = { connections: 8, seconds: 1 };
const OPERATIONS = ['submit', 'status', 'upload'];

stopOnSignals();
const redis = await startRedis();
const scratch = temporaryFolder();
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const report = new Report('http', { quick, rounds, seconds: SECONDS, generator, redis: redis.version });
try {
  if (only.includes('load')) await compareLoad();
  if (only.includes('latency')) await compareLatency();
  if (only.includes('uploads')) await uploadAtOnce();
  if (only.includes('worker')) await startWorkers();
} finally {
  agent.destroy();
  await redis.end();
  await stopAll();
}
report.finish();

/** Requests per second of the API alone: no worker shares its processor. Every round takes each server in turn. */
async function compareLoad() {
  const results = {};
  for (let round = 0; round < rounds; round++) await loadRound(results);
  report.keep('load', results);
  for (const operation of OPERATIONS)
    report.table(
      `${operation}: requests/s, p50 and p99 in ms, median of ${rounds} rounds (lowest–highest)`,
      [
        'server',
        ...CONNECTIONS.flatMap((count) => [`${count} conn.: req/s`, 'p50', 'p99']),
        'CPU µs',
        'errors',
      ],
      Object.entries(results)
        .filter(([, operations]) => operations[operation])
        .map(([server, { [operation]: measured }]) => [
          server,
          ...CONNECTIONS.flatMap((count) => rateCells(measured[count])),
          processorTime(measured),
          errorsOf(measured),
        ]),
    );
  judgeLoad(results);
}

async function loadRound(results) {
  await redis.flush();
  const servers = {
    'bare hello': await startHello('bare'),
    'hello, same middleware': await startHello('same middleware'),
    'assay embedded': await startAssay({}),
    'assay redis': await startAssay({ redisUrl: redis.url }),
  };
  const requests = {};
  for (const [name, server] of Object.entries(servers)) requests[name] = await requestsFor(name, server);
  for (const [name, server] of Object.entries(servers))
    for (const request of Object.values(requests[name]))
      await load(server.url, request, { ...WARM_UP, folder: scratch });
  for (const operation of OPERATIONS)
    for (const connections of CONNECTIONS)
      for (const [name, server] of Object.entries(servers)) {
        const request = requests[name][operation];
        if (!request) continue;
        const measured = await measureLoad(server, request, connections);
        (((results[name] ??= {})[operation] ??= {})[connections] ??= []).push(measured);
      }
  for (const server of Object.values(servers)) await server.end();
}

/** Processor time a request says more than the rate on a machine that others use too. */
async function measureLoad({ url, pid }, request, connections) {
  const before = processorTimeOf(pid);
  const measured = await load(url, request, { connections, seconds: SECONDS, folder: scratch });
  const used = before === null ? null : processorTimeOf(pid) - before;
  return {
    ...measured,
    processorMicroseconds: used === null ? Number.NaN : (used * 1000) / measured.requests,
  };
}

async function requestsFor(name, { url }) {
  if (name.includes('hello'))
    return { submit: submitHello, status: { method: 'GET', paths: ['/hello/status/1'] } };
  const paths = [];
  for (let index = 0; index < 200; index++) paths.push(`/jobs/status/${await submit(url)}`);
  return { submit: submitPing, status: { method: 'GET', paths }, upload: uploadReport };
}

async function submit(url) {
  const { text } = await send(agent, url, {
    method: 'POST',
    path: '/jobs/submit/ping',
    body: PING,
    type: JSON_TYPE,
  });
  return JSON.parse(text).job_id;
}

function judgeLoad(results) {
  const rate = (server, operation, connections) =>
    spread(results[server][operation][connections].map(({ perSecond }) => perSecond)).median;
  for (const engine of ['assay embedded', 'assay redis'])
    for (const [operation, share] of [
      ['status', 85],
      ['submit', 60],
    ])
      for (const connections of CONNECTIONS) {
        const ratio =
          rate(engine, operation, connections) / rate('hello, same middleware', operation, connections);
        report.goal(
          `${engine} ${operation}, ${connections} conn., of the same middleware's hello`,
          ratio * 100,
          '>=',
          share,
          '%',
        );
      }
}

/** An idle system: from sending the submit until the client holds the completed answer. */
async function compareLatency() {
  const results = {};
  for (let round = 0; round < rounds; round++) await latencyRound(results);
  report.keep('latency', results);
  const row = (name, times) => [
    name,
    ...[0.5, 0.99].map((share) => withSpread(spread(times.map((list) => percentile(list, share))))),
  ];
  report.table(
    'Submit to completed as the client sees it, idle, one worker, ms (lowest–highest of the rounds)',
    ['server and way of waiting', 'p50', 'p99'],
    Object.entries(results).map(([name, times]) => row(name, times)),
  );
  const p50 = (name) => spread(results[name].map((list) => percentile(list, 0.5))).median;
  report.goal(
    'submit to completed p50, embedded, over HTTP',
    p50('assay embedded, Prefer: wait'),
    '<=',
    2,
    'ms',
  );
  const ratio = p50('assay redis, Prefer: wait') / p50('hello with raw Bull behind it');
  report.goal('submit to completed p50, Redis over HTTP × raw Bull behind a hello', ratio, '<=', 2);
}

async function latencyRound(results) {
  await redis.flush();
  const count = quick ? 80 : 500;
  const measure = async (name, call) => {
    await timeEach(30, call);
    (results[name] ??= []).push(await timeEach(count, call, quick ? 1_500 : 10_000));
  };
  const hello = await startHello('same middleware', redis.url);
  await measure('hello with raw Bull behind it', () => post(hello.url, '/hello/bull'));
  await hello.end();
  for (const [engine, redisUrl] of [
    ['assay embedded', null],
    ['assay redis', redis.url],
  ])
    for (const workers of [true, false]) {
      await redis.flush();
      const api = await startAssay({ redisUrl, workers });
      const worker = workers ? null : startWorker({ folder: api.folder, redisUrl });
      const name = workers ? engine : `${engine}, worker process`;
      await measure(`${name}, Prefer: wait`, () => post(api.url, '/jobs/submit/ping', { prefer: 'wait=10' }));
      await measure(`${name}, polling status`, () => submitAndPoll(api.url));
      if (worker) await stop(worker);
      await api.end();
    }
}

function post(url, path, headers) {
  return send(agent, url, { method: 'POST', path, body: PING, type: JSON_TYPE, headers });
}

async function submitAndPoll(url) {
  const id = await submit(url);
  for (;;) {
    const { status } = JSON.parse((await send(agent, url, { path: `/jobs/status/${id}` })).text);
    if (status === 'SUCCESS') return;
    if (status === 'FAILURE') throw new Error(`Job ${id} failed`);
  }
}

/** 100 clients upload 200 KiB each at the same moment, several times over. */
async function uploadAtOnce() {
  const rows = [];
  for (const [engine, redisUrl] of [
    ['assay embedded', null],
    ['assay redis', redis.url],
  ]) {
    await redis.flush();
    const api = await startAssay({ redisUrl });
    const body = pdfUpload(200 * 1024);
    const start = performance.now();
    let errors = 0;
    const waves = quick ? 3 : 10;
    for (let wave = 0; wave < waves; wave++) {
      const upload = () =>
        send(agent, api.url, { method: 'POST', path: '/analyze-async', body, type: MULTIPART });
      await Promise.all(Array.from({ length: 100 }, () => upload().catch(() => errors++)));
    }
    const perSecond = (waves * 100) / ((performance.now() - start) / 1000);
    const memory = memoryOf(api.pid);
    rows.push([engine, waves * 100, perSecond, errors, memory?.most, memory?.now]);
    report.goal(`errors of 100 uploads at once, ${engine}`, errors, '<=', 0);
    if (memory) report.goal(`most memory of the API meanwhile, ${engine}`, memory.most, '<=', 300, 'MiB');
    await api.end();
  }
  report.table(
    '100 uploads of 200 KiB at once',
    ['server', 'uploads', 'uploads/s', 'errors', 'most RSS MiB', 'RSS after'],
    rows,
  );
}

/** From starting the process to the completion of a job that was waiting; and what an idle worker holds. */
async function startWorkers() {
  const rows = [];
  for (const [engine, redisUrl] of [
    ['assay embedded', null],
    ['assay redis', redis.url],
  ]) {
    const times = [];
    const sizes = [];
    for (let round = 0; round < Math.max(rounds, 2); round++) {
      await redis.flush();
      const api = await startAssay({ redisUrl });
      await submit(api.url);
      const start = performance.now();
      const worker = startWorker({ folder: api.folder, redisUrl, logLevel: 'info' });
      await said(worker, 'Processing job');
      times.push((performance.now() - start) / 1000);
      await stop(worker);
      const idle = startWorker({ folder: api.folder, redisUrl, logLevel: 'info' });
      await said(idle, 'jobs at once');
      await sleep(1_500);
      sizes.push(memoryOf(idle.pid)?.now ?? Number.NaN);
      await stop(idle);
      await api.end();
    }
    rows.push([engine, withSpread(spread(times)), withSpread(spread(sizes))]);
    report.goal(`worker start to first job, ${engine}`, spread(times).median, '<=', 2, 's');
    report.goal(`memory of an idle worker, ${engine}`, spread(sizes).median, '<=', 120, 'MiB');
  }
  report.table('Worker process', ['engine', 'start to first job, s', 'idle RSS, MiB'], rows);
}

function rateCells(measured) {
  const of = (key) => spread(measured.map((round) => round[key]));
  return [withSpread(of('perSecond')), of('p50').median.toFixed(2), of('p99').median.toFixed(2)];
}

/** Of the server, a request; the median over the rounds at 32 connections. */
function processorTime(byConnections) {
  return spread(byConnections[32].map(({ processorMicroseconds }) => processorMicroseconds)).median;
}

function errorsOf(byConnections) {
  return String(
    Object.values(byConnections)
      .flat()
      .reduce((total, { errors }) => total + errors, 0),
  );
}
