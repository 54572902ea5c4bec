import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { PLAIN_TABLE, say, type Stage } from './stage.js';

interface Sample {
  product_id: string;
  name: string;
  image: string;
  metadata: Record<string, unknown>;
}

interface Hits {
  results: { product_id: string; name: string; score: number }[];
  took_ms: number;
}

const FOLDER = new URL('../../samples/products/', import.meta.url);
const QUERY = 'mug-blue.png';

/** A dozen drawn products become findable by picture and by words. */
export async function showProducts(stage: Stage): Promise<void> {
  const samples = JSON.parse(await readFile(new URL('products.json', FOLDER), 'utf8')) as Sample[];
  say(`\nPOST /api/v1/index-product-with-image with ${samples.length} pictures of samples/products`);
  await Promise.all(samples.map((sample) => index(stage.url, sample)));
  say(`\nPOST /api/v1/search/image with ${QUERY}`);
  const form = new FormData();
  form.append('image_file', await picture(QUERY), QUERY);
  form.append('limit', '4');
  print(await answerOf(await fetch(`${stage.url}/api/v1/search/image`, { method: 'POST', body: form })));
  say('\nGET /api/v1/search?q=leather&filter={"price":{"lt":78}}');
  const query = new URLSearchParams({ q: 'leather', filter: '{"price":{"lt":78}}' });
  print(await answerOf(await fetch(`${stage.url}/api/v1/search?${query}`)));
}

async function index(url: string, { product_id, name, image, metadata }: Sample): Promise<void> {
  const form = new FormData();
  form.append('product_id', product_id);
  form.append('name', name);
  form.append('metadata', JSON.stringify(metadata));
  form.append('image_file', await picture(image), image);
  const headers = { prefer: 'wait=20' };
  const answer = await fetch(`${url}/api/v1/index-product-with-image`, {
    method: 'POST',
    body: form,
    headers,
  });
  const job = await answerOf<{ status: string; detail?: string }>(answer);
  if (job.status !== 'completed') throw new Error(`${product_id} was not indexed: ${job.status}`);
}

async function picture(name: string): Promise<Blob> {
  return new Blob([await readFile(new URL(name, FOLDER))], { type: 'image/png' });
}

async function answerOf<Answer = Hits>(answer: Response): Promise<Answer> {
  const body = (await answer.json()) as Answer & { detail?: string };
  if (!answer.ok) throw new Error(body.detail ?? `The server answered ${answer.status}.`);
  return body;
}

function print({ results, took_ms: tookMs }: Hits): void {
  const table = new Table({ head: ['Product', 'Name', 'Score'], style: PLAIN_TABLE });
  for (const { product_id, name, score } of results) table.push([product_id, name, score.toFixed(3)]);
  say(`${table.toString()}\nin ${tookMs} ms`);
}
