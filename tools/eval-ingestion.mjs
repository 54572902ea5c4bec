/**
 * Compares the text of document ingestion with that of other converters: `npm run eval:ingestion -- DIR… [--json]`.
 * PDFs with `pdftotext` (poppler), the rest with `pandoc`, where they are installed; words as a multiset, and their order by the share of
 * neighbouring pairs of words that both have. Neither is the truth: what differs is for looking at.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { convertDocument, toText } from '../dist/documents/ingestion/converting/index.js';

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
if (folders.length === 0) {
  console.error('Usage: npm run eval:ingestion -- DIR… [--json]');
  process.exit(1);
}

const PANDOC = {
  '.docx': 'docx',
  '.odt': 'odt',
  '.html': 'html',
  '.md': 'markdown',
  '.rtf': 'rtf',
  '.epub': 'epub',
};
const PICTURES = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp']);

const rows = [];
for (const path of folders.flatMap((folder) => [...filesIn(folder)])) rows.push(await compare(path));
if (options.json) console.log(JSON.stringify(rows));
else print(rows);

function* filesIn(path) {
  if (!statSync(path).isDirectory()) return yield path;
  for (const name of readdirSync(path).sort()) yield* filesIn(join(path, name));
}

async function compare(path) {
  const began = performance.now();
  const row = { file: path.split('/').slice(-2).join('/') };
  try {
    const document = await convertDocument({ path });
    Object.assign(row, {
      type: document.type,
      pages: document.pages,
      words: document.words,
      tables: document.blocks.filter(({ type }) => type === 'table').length,
      milliseconds: Math.round(performance.now() - began),
    });
    const peer = document.ocrPages.length > 0 ? null : textOfPeer(path);
    if (peer) Object.assign(row, agreement(toText(document), peer));
  } catch (error) {
    if (!error.failureClass) throw error;
    row.failure = `${error.failureClass}: ${error.message}`;
  }
  return row;
}

function textOfPeer(path) {
  const extension = extname(path).toLowerCase();
  if (PICTURES.has(extension)) return null;
  if (extension === '.pdf') return output('pdftotext', [path, '-']);
  const format = PANDOC[extension];
  return format ? output('pandoc', ['-f', format, '-t', 'plain', '--wrap=none', path]) : null;
}

function output(command, flags) {
  const { status, stdout } = spawnSync(command, flags, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return status === 0 && stdout.trim() !== '' ? stdout : null;
}

function agreement(ours, theirs) {
  const [mine, other] = [wordsOf(ours), wordsOf(theirs)];
  return {
    recall: share(other, mine),
    precision: share(mine, other),
    order: share(pairsOf(other), pairsOf(mine)),
  };
}

/** Words that a hyphen parts at the end of a line count as one, as both converters mean them. */
function wordsOf(text) {
  const joined = text.normalize('NFKC').replace(/[-\u00ad]\n/gu, '');
  return joined.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function pairsOf(words) {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

/** The share of the first list that the second has too. */
function share(wanted, found) {
  const left = new Map();
  for (const word of found) left.set(word, (left.get(word) ?? 0) + 1);
  let both = 0;
  for (const word of wanted)
    if (left.get(word) > 0) {
      both += 1;
      left.set(word, left.get(word) - 1);
    }
  return wanted.length === 0 ? 1 : Number((both / wanted.length).toFixed(3));
}

function print(all) {
  console.log(
    'file                                                     type   pages   words tables      ms  recall  precision  order',
  );
  for (const { file, type = '', pages = '', words = '', tables = '', milliseconds = '', ...row } of all) {
    const numbers = [pages, words, tables, milliseconds].map((value) => String(value).padStart(7)).join('');
    const agreed =
      row.recall === undefined
        ? ''
        : `${row.recall.toFixed(3).padStart(8)} ${row.precision.toFixed(3).padStart(10)} ${row.order.toFixed(3).padStart(6)}`;
    console.log(`${file.slice(-54).padEnd(55)} ${row.failure ?? `${type.padEnd(5)} ${numbers} ${agreed}`}`);
  }
}
