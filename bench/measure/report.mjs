import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';

const folder = new URL('../results/', import.meta.url);

/** Collects what a run measured: prints tables as they are ready, judges the goals, and writes everything as JSON. */
export class Report {
  constructor(name, settings) {
    this.name = name;
    this.started = new Date();
    this.content = {
      name,
      started: this.started.toISOString(),
      settings,
      machine: machine(),
      tables: [],
      goals: [],
    };
    console.log(`${name}, ${describeMachine(this.content.machine)}, ${JSON.stringify(settings)}`);
  }

  /** Keeps raw numbers for the JSON file. */
  keep(key, value) {
    this.content[key] = value;
  }

  table(title, head, rows) {
    const table = new Table({
      head,
      style: { head: [], border: [], compact: true },
      colAligns: head.map(alignment),
    });
    table.push(...rows.map((row) => row.map(cell)));
    console.log(`\n${title}\n${table.toString()}`);
    this.content.tables.push({ title, head, rows });
  }

  /** A goal: `value` must be at most or at least `limit`. */
  goal(what, value, comparison, limit, unit = '') {
    const met = comparison === '<=' ? value <= limit : value >= limit;
    this.content.goals.push({ what, value, comparison, limit, unit, met });
  }

  finish() {
    const { goals } = this.content;
    if (goals.length > 0)
      this.table(
        'Goals',
        ['goal', 'measured', 'wanted', 'met'],
        goals.map(({ what, value, comparison, limit, unit, met }) => [
          what,
          `${format(value)} ${unit}`.trim(),
          `${comparison} ${limit} ${unit}`.trim(),
          met ? 'yes' : 'NO',
        ]),
      );
    mkdirSync(folder, { recursive: true });
    const file = new URL(`${this.name}-${this.content.started.replaceAll(/[:.]/g, '-')}.json`, folder);
    writeFileSync(file, JSON.stringify({ ...this.content, seconds: this.seconds() }, null, 1));
    console.log(`\n${Math.round(this.seconds())} s; raw numbers in ${file.pathname}`);
  }

  seconds() {
    return (Date.now() - this.started.getTime()) / 1000;
  }
}

/** `median (low–high)` of the rounds. */
export const withSpread = ({ median, low, high }) => `${format(median)} (${format(low)}–${format(high)})`;

export function format(number) {
  if (number === null || number === undefined || Number.isNaN(number)) return '-';
  if (number >= 100) return Math.round(number).toLocaleString('en');
  return number >= 10 ? number.toFixed(1) : number.toFixed(2);
}

const alignment = (_head, column) => (column === 0 ? 'left' : 'right');
const cell = (value) => (typeof value === 'number' ? format(value) : (value ?? '-'));

const machine = () => ({
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
});

const describeMachine = ({ node, processor, cores, memoryGiB }) =>
  `Node ${node}, ${cores} cores (${processor}), ${memoryGiB} GiB`;
