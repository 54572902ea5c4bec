/**
 * Scores the image embedding on labelled photographs: `npm run eval:products -- DIR [--file clothing]`, where DIR/FILE.csv has the
 * columns image, label and perhaps sender, and DIR/FILE/ the images. Each photograph is a query among all others:
 * precision at 1 and mean average precision at 10, over all and without photographs of the same sender; then two distorted
 * copies of each (cropped and mirrored; turned, brighter, paler; both JPEG 50) among the originals.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { DISTORTIONS } from './distortions.mjs';
import { cosine, embed } from './product-features.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { file: { type: 'string', default: 'clothing' } },
});
const [folder] = positionals;
if (!folder) {
  console.error('Usage: npm run eval:products -- DIR [--file clothing]');
  process.exit(2);
}

const rows = parse(readFileSync(join(folder, `${options.file}.csv`)), { columns: true });
const items = [];
for (const { image, label, sender } of rows) {
  const bytes = readFileSync(join(folder, options.file, image));
  items.push({ label, sender, bytes, vector: await embed(bytes) });
}
const labels = new Set(items.map(({ label }) => label)).size;
console.log(`${items.length} photographs, ${labels} labels`);
print('all others', () => true);
if (items.every(({ sender }) => sender)) print('other senders only', (a, b) => a.sender !== b.sender);
console.log(`distorted copies found first: ${(await distortedFirst()).toFixed(3)}`);

function print(words, mayAnswer) {
  let [first, precision] = [0, 0];
  for (const query of items) {
    const ranked = items
      .filter((item) => item !== query && mayAnswer(query, item))
      .map((item) => ({ hit: item.label === query.label, score: cosine(query.vector, item.vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10);
    if (ranked[0]?.hit) first++;
    let hits = 0;
    ranked.forEach(({ hit }, index) => {
      if (hit) precision += ++hits / (index + 1) / 10;
    });
  }
  console.log(
    `${words}: P@1 ${(first / items.length).toFixed(3)}, mAP@10 ${(precision / items.length).toFixed(3)}`,
  );
}

async function distortedFirst() {
  let found = 0;
  for (const item of items)
    for (const distort of DISTORTIONS) {
      const query = await embed(await distort(item.bytes));
      const best = items.reduce((a, b) => (cosine(query, b.vector) > cosine(query, a.vector) ? b : a));
      if (best === item) found++;
    }
  return found / (DISTORTIONS.length * items.length);
}
