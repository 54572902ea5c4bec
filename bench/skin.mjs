/**
 * `npm run bench:skin`: dermoscopy, classification and histopathology of 1024 × 768 pixels in one process, as a compute child works, with its
 * peak memory; then a batch of fifty images through the whole of Assay with two workers' slots.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SAMPLE = fileURLToPath(new URL('../samples/skin-lesion.jpg', import.meta.url));
const ROUNDS = 15;
const IMAGES = 50;
const GOALS = { milliseconds: 400, peak: 300, imagesPerSecond: 5 };
const science = (path) => import(new URL(`../dist/skin-analysis/${path}`, import.meta.url).href);

const SUBJECTS = {
  dermoscopy: async () => (await science('dermoscopy/measure-dermoscopy.js')).measureDermoscopy,
  'binary-classify': async () => (await science('classification/classify.js')).classifyBinary,
  'full-classify': async () => (await science('classification/classify.js')).classifyFully,
  'burn-classify': async () => (await science('burn/classify-burn.js')).classifyBurn,
  histopathology: async () => (await science('histopathology/measure-section.js')).measureSection,
};

if (process.argv[2] === 'measure') await measure(process.argv[3]);
else await main();

async function main() {
  console.log('subject            first ms   median ms   slowest ms   peak RSS MiB');
  for (const name of Object.keys(SUBJECTS)) print(name, inChild(name));
  const { seconds } = await batch();
  const rate = IMAGES / seconds;
  console.log(
    `batch of ${IMAGES}: ${seconds.toFixed(1)} s, ${rate.toFixed(1)} images/s (goal ${GOALS.imagesPerSecond})`,
  );
}

function inChild(name) {
  const program = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, 'measure', name], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function print(name, { first, median, slowest, peak }) {
  const numbers = [first, median, slowest, peak]
    .map((value) => String(Math.round(value)).padStart(11))
    .join('');
  const isMissed = peak > GOALS.peak || (name === 'dermoscopy' && median > GOALS.milliseconds);
  console.log(
    `${name.padEnd(16)}${numbers}${isMissed ? `   misses its goal (${GOALS.milliseconds} ms, ${GOALS.peak} MiB)` : ''}`,
  );
}

async function measure(name) {
  const subject = await SUBJECTS[name]();
  const order = {
    path: SAMPLE,
    strict: false,
    maximumPixels: 50_000_000,
    pixelsPerMillimeter: null,
    person: { age: null, sex: null },
    vision: { directory: null, url: null },
    tissue: null,
    micronsPerPixel: null,
  };
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await subject(order, { keep: () => undefined });
    times.push(performance.now() - began);
  }
  const [first, ...warm] = times;
  warm.sort((a, b) => a - b);
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    JSON.stringify({ first, median: warm[Math.floor(warm.length / 2)], slowest: warm.at(-1), peak }),
  );
}

async function batch() {
  const { createApi } = await import('../dist/api.js');
  const { Worker } = await import('../dist/jobs/index.js');
  const { loadConfiguration } = await import('../dist/platform/config/index.js');
  const directory = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const settings = { PORT: 0, DATA_DIR: directory, LOG_LEVEL: 'error', WORKER_CONCURRENCY: 2 };
  const app = await createApi(loadConfiguration({}, settings).configuration);
  try {
    await app.get(Worker).start();
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const form = new FormData();
    for (let index = 0; index < IMAGES; index += 1)
      form.append('files', new Blob([readFileSync(SAMPLE)]), `${index}.jpg`);
    const began = performance.now();
    const submitted = await (
      await fetch(`${url}/jobs/submit/batch-skin-check`, { method: 'POST', body: form })
    ).json();
    const answer = await fetch(`${url}${submitted.result_url}?wait=true&timeout=120`);
    const { status, result } = await answer.json();
    if (status !== 'SUCCESS' || result.summary.ok !== IMAGES) throw new Error(`The batch ended as ${status}`);
    return { seconds: (performance.now() - began) / 1000 };
  } finally {
    await app.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
