/**
 * Scores the document reader on a folder: `npm run eval:documents -- DIR [--json] [--verbose]`.
 * Beside each `NAME.EXT` stands `NAME.truth.json`: for statements `{ verified, transactions: [{ date, amount }] }` (several of
 * `currency`, `opening_balance`, `closing_balance`), for invoices `{ document_type: "invoice", invoice_number, … }`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const FIGURES = [
  'currency',
  'opening_balance',
  'closing_balance',
  'invoice_number',
  'issuer',
  'issue_date',
  'net',
  'tax',
  'total',
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    program: { type: 'string', default: new URL('../dist', import.meta.url).pathname },
  },
});
const folder = positionals[0];
if (!folder) fail('Usage: npm run eval:documents -- DIR [--json] [--verbose] [--program dist]');
const reader = join(resolve(options.program), 'documents/statements/read-typed-document.js');
if (!existsSync(reader)) fail(`There is no built program at ${options.program}; run npm run build first.`);
const { readTypedDocument } = await import(pathToFileURL(reader).href);

const files = readdirSync(folder)
  .filter((name) => !name.endsWith('.truth.json') && existsSync(truthOf(name)))
  .sort();
if (files.length === 0) fail(`No file with a NAME.truth.json beside it in ${folder}.`);

const scores = [];
for (const name of files) scores.push(await score(name));
const total = summarize();
if (options.json) console.log(JSON.stringify({ total, files: scores }, null, 2));
else print();
process.exitCode = total.wrongVerdicts > 0 ? 1 : 0;

function fail(words) {
  console.error(words);
  process.exit(2);
}

function truthOf(name) {
  return join(folder, `${parse(name).name}.truth.json`);
}

async function score(name) {
  const truth = JSON.parse(readFileSync(truthOf(name), 'utf8'));
  const documentType = truth.document_type ?? 'bank_statement';
  const started = performance.now();
  try {
    const { extracted_data: data } = await readTypedDocument({
      path: join(folder, name),
      filename: name,
      documentType,
    });
    const milliseconds = Math.round(performance.now() - started);
    return {
      name,
      milliseconds,
      ...scoreFigures(truth, data),
      ...scoreTransactions(truth.transactions ?? truth.tx ?? [], data.transactions ?? []),
    };
  } catch (error) {
    const expected = truth.transactions?.length ?? truth.tx?.length ?? 0;
    return {
      name,
      error: error.message,
      expected,
      found: 0,
      hits: 0,
      missing: [],
      invented: [],
      wrong: ['unread'],
    };
  }
}

/** Transactions by date and signed amount; identical ones count as often as they stand there. */
function scoreTransactions(expected, found) {
  const key = ({ date, amount }) => `${date} ${Number(amount).toFixed(2)}`;
  const left = found.map(key);
  const missing = [];
  for (const row of expected) {
    const index = left.indexOf(key(row));
    if (index < 0) missing.push(key(row));
    else left.splice(index, 1);
  }
  return {
    expected: expected.length,
    found: found.length,
    hits: expected.length - missing.length,
    missing,
    invented: left,
  };
}

function scoreFigures(truth, data) {
  const same = (a, b) => (Number.isNaN(Number(a)) || a === null ? a === b : Number(a) === Number(b));
  const wrong = FIGURES.filter((name) => truth[name] !== undefined && !same(truth[name], data[name]));
  if (truth.verified !== undefined && truth.verified !== data.proof?.verified) wrong.push('verified');
  return { wrong };
}

function summarize() {
  const add = (pick) => scores.reduce((sum, file) => sum + pick(file), 0);
  const [expected, found, hits] = [
    add((file) => file.expected),
    add((file) => file.found),
    add((file) => file.hits),
  ];
  return {
    files: scores.length,
    expected,
    recall: expected === 0 ? null : hits / expected,
    precision: found === 0 ? null : hits / found,
    wrongVerdicts: add((file) => (file.wrong.includes('verified') || file.error ? 1 : 0)),
    wrongFigures: add((file) => file.wrong.length),
  };
}

function print() {
  for (const file of scores) {
    const words = file.error
      ? `unread: ${file.error}`
      : `${file.hits}/${file.expected} of ${file.found}, ${file.milliseconds} ms`;
    const isWrong =
      file.error || file.wrong.length > 0 || file.hits < file.expected || file.found > file.hits;
    console.log(
      `${isWrong ? '✗' : '✓'} ${file.name.padEnd(36)} ${words}${file.wrong.length > 0 ? `  wrong: ${file.wrong.join(', ')}` : ''}`,
    );
    if (options.verbose)
      for (const row of [...file.missing.map((row) => `- ${row}`), ...file.invented.map((row) => `+ ${row}`)])
        console.log(`    ${row}`);
  }
  const share = (value) => (value === null ? 'none' : value.toFixed(4));
  console.log(
    `\n${total.files} files, ${total.expected} transactions: recall ${share(total.recall)}, precision ${share(total.precision)}; wrong verdicts ${total.wrongVerdicts}, wrong figures ${total.wrongFigures}`,
  );
}
