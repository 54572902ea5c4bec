/**
 * `npm run bench:ingest`: seconds, rate, peak memory and kept words for each kind of document, made of one text, each in a process of
 * its own as a compute child works; then small documents through the whole of Assay with two slots.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import PDFDocument from 'pdfkit';

const CONVERTING = new URL('../dist/documents/ingestion/converting/index.js', import.meta.url).href;
const PROGRAM = fileURLToPath(import.meta.url);
const WORDS =
  'claim lease queue attempt report sample water table river house letter market harbour season paper'.split(
    ' ',
  );
const DOCUMENTS = 200;

if (process.argv[2] === 'measure') await measure(process.argv[3]);
else await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    console.log(
      'document                          MiB   pages   seconds   pages/s   MiB/s   words kept   peak RSS MiB',
    );
    for (const [name, path, words] of await makeDocuments(folder)) print(name, path, words, inChild(path));
    const seconds = await throughAssay(folder);
    console.log(
      `${DOCUMENTS} text files of 2 KiB through the whole: ${(DOCUMENTS / seconds).toFixed(0)} a second`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Paragraphs of made-up sentences, the same in each run. */
function paragraphs(count) {
  let state = 7;
  const next = (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 40 + next(60) }, () => WORDS[next(WORDS.length)]).join(' '),
  );
}

async function makeDocuments(folder) {
  const text = paragraphs(1_000);
  const words = text.join(' ').split(' ').length;
  const make = (name, body) => {
    const path = join(folder, name);
    writeFileSync(path, body);
    return path;
  };
  const html = text
    .map((line, index) => (index % 20 === 0 ? `<h2>Part ${index}</h2>` : '') + `<p>${line}</p>`)
    .join('\n');
  const wordXml = text.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join('');
  const short = text.slice(0, 40);
  const rows = Array.from(
    { length: 100_000 },
    (_, index) => `${index},${WORDS[index % WORDS.length]},${index * 3}`,
  );
  return [
    ['PDF, one column', await drawPdf(join(folder, 'one.pdf'), text, 1), words],
    ['PDF, two columns', await drawPdf(join(folder, 'two.pdf'), text, 2), words],
    [
      'PDF of pictures, 4 pages',
      await scan(join(folder, 'scan.pdf'), await drawPdf(join(folder, 'short.pdf'), short, 1)),
      short.join(' ').split(' ').length,
    ],
    ['DOCX', make('a.docx', docx(wordXml)), words],
    ['HTML', make('a.html', `<!doctype html><html><body><article>${html}</article></body></html>`), words],
    ['plain text', make('a.txt', text.join('\n\n')), words],
    ['plain text, 20 times', make('b.txt', Array(20).fill(text.join('\n\n')).join('\n\n')), 20 * words],
    ['CSV, 100,000 rows', make('a.csv', rows.join('\n')), 300_000],
  ];
}

async function drawPdf(path, text, columns) {
  const document = new PDFDocument({ size: 'A4', margin: 50, compress: true });
  const stream = createWriteStream(path);
  document.pipe(stream);
  const width = columns === 1 ? 495 : 235;
  document.fontSize(10);
  let [column, top] = [0, 50];
  for (const line of text) {
    const height = document.heightOfString(line, { width }) + 8;
    if (top + height > 790) {
      [column, top] = [(column + 1) % columns, 50];
      if (column === 0) document.addPage();
    }
    document.text(line, 50 + column * 260, top, { width });
    top += height;
  }
  document.end();
  await finished(stream);
  return path;
}

/** The same pages as pictures. */
async function scan(path, source) {
  const { openPdf } = await import('../dist/documents/text/pdf-document.js');
  const { drawPage } = await import('../dist/documents/text/recognition/draw-page.js');
  const { fromPicture } = await import('../dist/documents/text/recognition/picture.js');
  const { readFileSync } = await import('node:fs');
  const open = await openPdf(readFileSync(source));
  const document = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0 });
  const stream = createWriteStream(path);
  document.pipe(stream);
  for (let number = 1; number <= open.document.numPages; number += 1) {
    const picture = await fromPicture(await drawPage(open, await open.document.getPage(number), 200));
    document.addPage().image(await picture.jpeg({ quality: 75 }).toBuffer(), 0, 0, { width: 595 });
  }
  document.end();
  await finished(stream);
  await open.close();
  return path;
}

function docx(body) {
  const names = 'http://schemas.openxmlformats.org';
  return zipSync({
    '[Content_Types].xml': strToU8(
      `<Types xmlns="${names}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `<Relationships xmlns="${names}/package/2006/relationships"><Relationship Id="r1" Type="${names}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    'word/document.xml': strToU8(
      `<?xml version="1.0"?><w:document xmlns:w="${names}/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ),
  });
}

function inChild(path) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, 'measure', path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function print(name, path, words, { seconds, pages, found, peak }) {
  const size = statSync(path).size / 2 ** 20;
  const cells = [
    size.toFixed(2).padStart(9),
    String(pages).padStart(7),
    seconds.toFixed(2).padStart(9),
    (pages > 1 ? (pages / seconds).toPrecision(2) : '').padStart(9),
    (size / seconds).toPrecision(2).padStart(7),
    (found / words).toFixed(4).padStart(12),
    String(Math.round(peak)).padStart(14),
  ];
  console.log(name.padEnd(28) + cells.join(' '));
}

async function measure(path) {
  const { chunkDocument, convertDocument, toMarkdown } = await import(CONVERTING);
  const began = performance.now();
  const document = await convertDocument({ path });
  toMarkdown(document);
  chunkDocument(document, { size: 1_500, overlap: 150 });
  const seconds = (performance.now() - began) / 1000;
  const known = new Set(WORDS);
  const isTable = document.blocks[0].type === 'table';
  const texts = document.blocks.filter(({ type }) => type !== 'heading');
  const found = isTable
    ? document.blocks[0].rows.flat().length
    : texts.flatMap(({ text }) => text.split(/\s+/)).filter((word) => known.has(word)).length;
  const peak = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seconds, pages: document.pages, found, peak }));
  process.exit(0);
}

async function throughAssay(folder) {
  const { createApi } = await import('../dist/api.js');
  const { Worker } = await import('../dist/jobs/index.js');
  const { loadConfiguration } = await import('../dist/platform/config/index.js');
  const directory = join(folder, 'data');
  mkdirSync(join(directory, 'objects'), { recursive: true });
  writeFileSync(join(directory, 'objects', 'a.txt'), paragraphs(4).join('\n\n'));
  const settings = { PORT: 0, DATA_DIR: directory, LOG_LEVEL: 'error', WORKER_CONCURRENCY: 2 };
  const app = await createApi(loadConfiguration({}, settings).configuration);
  try {
    await app.get(Worker).start();
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const submit = () =>
      fetch(`${url}/api/documents/process`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          document_id: 'd',
          user_id: 'u',
          file_name: 'a.txt',
          r2_key: 'a.txt',
          content_type: 'text/plain',
        }),
      }).then((answer) => answer.json());
    const ended = async ({ task_id: id }) => {
      const { status } = await (await fetch(`${url}/jobs/result/${id}?wait=true&timeout=60`)).json();
      if (status !== 'SUCCESS') throw new Error(`A task ended as ${status}`);
    };
    await ended(await submit());
    const began = performance.now();
    const tasks = [];
    for (let index = 0; index < DOCUMENTS; index += 1) tasks.push(await submit());
    await Promise.all(tasks.map(ended));
    return (performance.now() - began) / 1000;
  } finally {
    await app.close();
  }
}
