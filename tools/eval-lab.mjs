/**
 * Scores the lab report reader on a folder of PDFs: `npm run eval:lab -- DIR [--json] [--verbose]`.
 * Beside each `NAME.pdf` stands `NAME.truth.json`; docs/models/lab-evaluation.md describes it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { scoreReport, summarize } from './lab-scoring.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    program: { type: 'string', default: new URL('../dist', import.meta.url).pathname },
  },
});
const folder = positionals[0];
if (!folder) {
  console.error('Usage: npm run eval:lab -- DIR [--json] [--verbose] [--program dist]');
  process.exit(2);
}

const reader = join(resolve(options.program), 'documents/lab-reports/analyze-lab-report.js');
if (!existsSync(reader)) {
  console.error(`There is no built program at ${options.program}; run npm run build first.`);
  process.exit(2);
}
const { analyzeLabReport } = await import(pathToFileURL(reader).href);

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf') && existsSync(truthOf(name)) && readTruth(name).analytes)
  .sort();
if (names.length === 0) {
  console.error(`No NAME.pdf with a NAME.truth.json beside it in ${folder}.`);
  process.exit(2);
}

const reports = [];
for (const name of names) reports.push(await scoreFile(name));
const total = summarize(reports);
if (options.json) console.log(JSON.stringify({ total, reports }, null, 2));
else printTable();
process.exitCode = total.silentlyWrong > 0 ? 1 : 0;

function truthOf(name) {
  return join(folder, name.replace(/\.pdf$/, '.truth.json'));
}

function readTruth(name) {
  return JSON.parse(readFileSync(truthOf(name), 'utf8'));
}

async function scoreFile(name) {
  const truth = readTruth(name);
  const started = performance.now();
  const { report } = await analyzeLabReport({ path: join(folder, name), query: 'Summarise', filename: name });
  return {
    name,
    milliseconds: Math.round(performance.now() - started),
    ...scoreReport(truth.analytes, report.analytes),
  };
}

function printTable() {
  for (const report of reports) {
    const line = `${report.name.padEnd(32)} ${report.exact}/${report.rows} exact, ${report.found} found, flags ${report.flagsRight}/${report.flags}, ${report.milliseconds} ms`;
    console.log(line);
    if (options.verbose || report.exact < report.rows || report.found > report.rows)
      for (const detail of report.details) console.log(`    ${detail}`);
  }
  const percent = (part) => (part === null ? 'none' : part.toFixed(4));
  console.log(
    `\n${total.reports} reports, ${total.rows} rows: recall ${percent(total.recall)}, precision ${percent(total.precision)}, flags ${percent(total.flags)}; ` +
      `invented ${total.invented}, silently wrong ${total.silentlyWrong}, marked for review ${total.reviewed}, left unmarked ${total.unreviewed}`,
  );
}
