/**
 * `npm run bench:images`: images a second of a worker with one and two children, milliseconds to enqueue and to embed one, to
 * upsert and to search at 1,000, 10,000 and 100,000 products, and memory. Images are drawn; vectors in the index are random.
 */
import { join } from 'node:path';
import sharp from 'sharp';
import { EmbeddedVectorStore } from '../dist/vectors/embedded/embedded-vector-store.js';
import { readOptions } from './measure/options.mjs';
import {
  childrenOf,
  freePort,
  memoryOf,
  processorTimeWithChildren,
  start,
  stop,
  stopAll,
  stopOnSignals,
  temporaryFolder,
  untilListening,
} from './measure/processes.mjs';
import { embed } from '../tools/product-features.mjs';

const { quick, only } = readOptions('images', ['embed', 'worker', 'index']);
const IMAGES = quick ? 60 : 200;
const SIZES = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
/** Images before the clock starts: the children load the model. */
const WARM = 20;
stopOnSignals();
try {
  const images = await drawImages(20);
  if (only.includes('embed')) await measureEmbedding(images);
  if (only.includes('worker')) for (const children of [1, 2]) await measureQueue(images, children);
  if (only.includes('index')) await measureIndex();
} finally {
  await stopAll();
}

/** Noisy photographs of about 200 KB. */
async function drawImages(count) {
  const size = { width: 700, height: 700, channels: 3 };
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      sharp({
        create: {
          ...size,
          background: { r: 40 + index * 10, g: 120, b: 200 - index * 8 },
          noise: { type: 'gaussian', mean: 128, sigma: 30 },
        },
      })
        .jpeg({ quality: 82 })
        .toBuffer(),
    ),
  );
}

async function measureEmbedding(images) {
  const times = [];
  for (const image of images) {
    const started = performance.now();
    await embed(image);
    times.push(performance.now() - started);
  }
  console.log(
    `image of ${Math.round(images[0].length / 1024)} KiB: embed p50 ${p(times, 0.5)} ms (first ${times[0].toFixed(0)} ms)`,
  );
}

/** An API process takes all images, then a worker process indexes them. */
async function measureQueue(images, children) {
  const port = await freePort();
  const env = { PORT: String(port), DATA_DIR: temporaryFolder(), WORKERS: 'off', LOG_LEVEL: 'error' };
  const api = start('node', [program('main')], { env });
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilListening(port, api);
    const enqueue = await index(url, images, WARM + IMAGES);
    const flags = ['--queues', 'image_index_queue', '--concurrency', String(children)];
    const worker = start('node', [program('worker'), ...flags], { env });
    await untilCompleted(url, WARM);
    const used = processorTimeWithChildren(worker.pid);
    const [before, started] = [await completed(url), performance.now()];
    await untilCompleted(url, WARM + IMAGES);
    const count = WARM + IMAGES - before;
    const rate = count / ((performance.now() - started) / 1000);
    const processor = (processorTimeWithChildren(worker.pid) - used) / count;
    console.log(
      `${children} ${children === 1 ? 'child' : 'children'}: ${rate.toFixed(1)} images/s, ` +
        `processor time of worker and children ${processor.toFixed(1)} ms an image, ` +
        `enqueue p50 ${p(enqueue, 0.5)} ms p99 ${p(enqueue, 0.99)} ms, ` +
        `peak RSS of the API ${mostOf(api.pid)}, of the worker ${mostOf(worker.pid)}, of its children ${childrenOf(worker.pid).map(mostOf).join(' and ')} MiB`,
    );
    await stop(worker);
  } finally {
    await stop(api);
  }
}

function program(name) {
  return new URL(`../dist/${name}.js`, import.meta.url).pathname;
}

function mostOf(pid) {
  return memoryOf(pid)?.most.toFixed(0) ?? '?';
}

async function index(url, images, count) {
  const times = [];
  for (let number = 0; number < count; number++) {
    const form = new FormData();
    form.append('product_id', `p${number}`);
    form.append('name', `Product ${number}`);
    form.append('image_file', new Blob([images[number % images.length]]), 'image.jpg');
    const started = performance.now();
    const answer = await fetch(`${url}/api/v1/index-product-with-image`, { method: 'POST', body: form });
    await answer.arrayBuffer();
    if (answer.status !== 202) throw new Error(`refused: ${answer.status}`);
    times.push(performance.now() - started);
  }
  return times;
}

async function untilCompleted(url, count) {
  while ((await completed(url)) < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function completed(url) {
  return (await (await fetch(`${url}/api/v1/queue/stats`)).json()).jobs.completed;
}

async function measureIndex() {
  const store = new EmbeddedVectorStore(join(temporaryFolder(), 'index.sqlite'));
  let count = 0;
  for (const size of SIZES) {
    for (; count < size; count += 500)
      await Promise.all(Array.from({ length: 500 }, (_, offset) => put(store, count + offset)));
    const upserts = [];
    for (let number = 0; number < 100; number++) upserts.push(await timed(() => put(store, number, '2')));
    const searches = [];
    const filtered = [];
    const order = { owner: 'bench', limit: 10 };
    for (let number = 0; number < 30; number++) {
      const query = randomVector();
      searches.push(await timed(() => store.nearest(query, 'bench', order)));
      filtered.push(
        await timed(() =>
          store.nearest(query, 'bench', {
            ...order,
            filter: [{ member: 'price', operator: 'lt', value: 10 }],
          }),
        ),
      );
    }
    const rss = Math.round(process.memoryUsage.rss() / 2 ** 20);
    console.log(
      `${size} products: upsert p50 ${p(upserts, 0.5)} ms, search p50 ${p(searches, 0.5)} ms p99 ${p(searches, 0.99)} ms, with a filter p50 ${p(filtered, 0.5)} ms, RSS ${rss} MiB`,
    );
  }
  await store.close();
}

function put(store, number, sequence = '1') {
  const product = { owner: 'bench', productId: `p${number}`, name: `Product ${number}`, description: null };
  return store.put(
    {
      ...product,
      metadata: { price: number % 100 },
      embedder: 'bench',
      vector: randomVector(),
      picture: null,
    },
    sequence,
  );
}

function randomVector() {
  const vector = Float32Array.from(
    { length: 512 },
    () => Math.random() + Math.random() + Math.random() - 1.5,
  );
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function p(times, share) {
  return [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))].toFixed(1);
}
