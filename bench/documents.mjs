/**
 * `npm run bench:documents`: text pages a second, a statement of 900 pages with its peak memory, recognised pages a second,
 * 100,000 rows of CSV. Each measurement runs in a process of its own with the heap of a compute child.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import PDFDocument from 'pdfkit';

const reader = fileURLToPath(new URL('../dist/documents/statements/read-typed-document.js', import.meta.url));
/** For a PDF with text, whatever its length. */
const GOAL_RSS_MIB = 400;
const ROWS_PER_PAGE = 40;
const plain = (pence) => (pence / 100).toFixed(2);

if (process.argv[2] === 'measure') await measure(process.argv[3]);
else await main();

async function main() {
  if (!existsSync(reader)) throw new Error('Run npm run build first.');
  const heap = await heapOfAChild();
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const subjects = [
      ['statement of 100 pages (PDF)', await drawStatement(join(folder, '100.pdf'), 100), 100],
      ['statement of 900 pages (PDF)', await drawStatement(join(folder, '900.pdf'), 900), 900],
      ['scan of 10 pages (PDF)', await scan(join(folder, 'scan.pdf'), join(folder, '10.pdf'), 10), 10],
      ['100,000 rows (CSV)', writeCsv(join(folder, 'rows.csv'), 100_000), null],
    ];
    console.log('subject                        seconds   pages/s   transactions   verified   peak RSS MiB');
    for (const [name, path, pages] of subjects) print(name, pages, inChild(path, heap));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not imported by the measured process: it holds what a computation holds and nothing more. */
async function heapOfAChild() {
  const { heapFlag } = await import('../dist/compute/compute-child.js');
  const { configurationFor } = await import('./measure/application.mjs');
  return heapFlag(configurationFor({ folder: tmpdir() }).worker.childMemoryLimitBytes);
}

function inChild(path, heap) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [heap, fileURLToPath(import.meta.url), 'measure', path],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function print(name, pages, { seconds, transactions, verified, peak }) {
  const rate = pages === null ? '' : (pages / seconds).toPrecision(2);
  console.log(
    `${name.padEnd(30)} ${seconds.toFixed(2).padStart(7)} ${rate.padStart(9)} ${String(transactions).padStart(14)} ${String(verified).padStart(10)} ${String(peak).padStart(14)}${name.startsWith('statement') && peak > GOAL_RSS_MIB ? `  over the goal of ${GOAL_RSS_MIB}` : ''}`,
  );
}

async function measure(path) {
  const { readTypedDocument } = await import(pathToFileURL(reader).href);
  const started = performance.now();
  const { extracted_data: data } = await readTypedDocument({
    path,
    filename: 'bench',
    documentType: 'bank_statement',
  });
  const seconds = (performance.now() - started) / 1000;
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    JSON.stringify({ seconds, transactions: data.transactions.length, verified: data.proof.verified, peak }),
  );
}

/** The pages of a statement as pictures of 200 dots an inch. */
async function scan(path, source, pages) {
  await drawStatement(source, pages);
  const { openPdf } = await load('pdf-document.js');
  const { drawPage } = await load('recognition/draw-page.js');
  const { fromPicture } = await load('recognition/picture.js');
  const open = await openPdf(readFileSync(source));
  const file = createWriteStream(path);
  const pdf = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0 });
  pdf.pipe(file);
  for (let page = 1; page <= pages; page += 1) {
    const picture = await fromPicture(await drawPage(open, await open.document.getPage(page), 200));
    pdf.addPage().image(await picture.jpeg({ quality: 75 }).toBuffer(), 0, 0, { width: 595 });
  }
  pdf.end();
  await Promise.all([finished(file), open.close()]);
  return path;
}

function load(name) {
  return import(new URL(`../dist/documents/text/${name}`, import.meta.url).href);
}

function* rows(count) {
  let balance = 1_000_000;
  yield { label: 'Opening balance', balance };
  for (let index = 0; index < count; index += 1) {
    const pence = index % 9 === 0 ? 90_000 : -(1_000 + (index % 7) * 111);
    balance += pence;
    yield {
      date: `2024-01-${String(1 + Math.floor((index * 31) / count)).padStart(2, '0')}`,
      label: `Shop ${index % 50}`,
      pence,
      balance,
    };
  }
}

function writeCsv(path, count) {
  const lines = [...rows(count)]
    .slice(1)
    .map(({ date, label, pence, balance }) => `${date},${label},${plain(pence)},${plain(balance)}`);
  writeFileSync(path, ['Opening balance,10000.00', 'Date,Description,Amount,Balance', ...lines].join('\n'));
  return path;
}

async function drawStatement(path, pages) {
  const pdf = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false });
  const file = createWriteStream(path);
  pdf.pipe(file);
  let y = 0;
  let left = 0;
  const put = (text, x) => pdf.text(text, x, y, { lineBreak: false });
  for (const { date = '', label, pence, balance } of rows(pages * ROWS_PER_PAGE - 1)) {
    if (left === 0) {
      pdf.addPage().fontSize(8);
      left = ROWS_PER_PAGE;
      y = 40;
      for (const [text, x] of [
        ['Date', 40],
        ['Description', 120],
        ['Amount', 360],
        ['Balance', 460],
      ])
        put(text, x);
    }
    y += 17;
    left -= 1;
    for (const [text, x] of [
      [date, 40],
      [label, 120],
      [pence === undefined ? '' : plain(pence), 360],
      [plain(balance), 460],
    ])
      if (text) put(text, x);
  }
  pdf.end();
  await finished(file);
  return path;
}
