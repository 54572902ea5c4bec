import { Option, SubCommand } from 'nest-commander';
import { jobWord, JOB_STATES, type JobRecord, type JobState, Operator, viewJob } from '../jobs/index.js';
import {
  numberOf,
  PrintingCommand,
  SelectingCommand,
  type JsonOption,
  type SelectionOptions,
} from './options.js';
import { instantOf, printJson, printLine, printTable } from './output.js';
import { UsageError } from './usage-error.js';

@SubCommand({ name: 'stats', arguments: '[queue]', description: 'figures of a queue, or of all' })
export class StatsCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([queue]: string[], { json }: JsonOption): Promise<void> {
    const figures = await this.operator.figures(queue);
    if (json) return printJson(figures.map(viewOf));
    const head = [
      'Queue',
      'Waiting',
      'Running',
      'Dead letters',
      'Completed',
      'Failed',
      'Per minute',
      'Run p50 / p95',
    ];
    const rows = figures.map((one) => [
      one.queue + (one.paused ? ' (paused)' : ''),
      waitingOf(one.counts),
      one.counts.active,
      one.counts.failed,
      one.totals.completed,
      one.totals.failed,
      one.throughputPerMinute,
      one.runMs.p50 === null ? '' : `${Math.round(one.runMs.p50)} / ${Math.round(one.runMs.p95!)} ms`,
    ]);
    printTable(head, rows, 'There are no queues.');
  }
}

type Figures = Awaited<ReturnType<Operator['figures']>>[number];

const waitingOf = (counts: Record<JobState, number>): number =>
  counts.waiting + counts.delayed + counts.retrying;

function viewOf({ queue, paused, counts, totals, throughputPerMinute, runMs, waitMs, failureRate }: Figures) {
  return {
    queue,
    paused,
    counts,
    totals,
    dead_letters: counts.failed,
    throughput_per_minute: throughputPerMinute,
    run_ms: runMs,
    wait_ms: waitMs,
    failure_rate: failureRate,
  };
}

interface ListOptions extends SelectionOptions {
  state?: JobState;
  limit?: number;
}

@SubCommand({ name: 'list', description: 'the newest jobs' })
export class ListCommand extends SelectingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run(_arguments: string[], { json, state, limit = 20, ...selection }: ListOptions): Promise<void> {
    const records = await this.operator.list({ ...selection, ...(state && { states: [state] }) }, limit);
    if (json) return printJson(records.map((record) => viewJob(record)));
    const rows = records.map((record) => [
      record.id,
      record.type,
      jobWord(record),
      `${record.attempts}/${record.maximumAttempts}`,
      instantOf(record.createdAt),
      record.failureClass ?? '',
    ]);
    printTable(
      ['Job', 'Type', 'Status', 'Attempts', 'Created (UTC)', 'Failure'],
      rows,
      'There are no such jobs.',
    );
  }

  @Option({ flags: '--state <state>', description: `only jobs in this state: ${JOB_STATES.join(', ')}` })
  parseState(state: string): JobState {
    if (!JOB_STATES.includes(state as JobState))
      throw new UsageError(`--state takes one of ${JOB_STATES.join(', ')}`);
    return state as JobState;
  }

  @Option({ flags: '--limit <count>', description: 'how many at most (default: 20)' })
  parseLimit(count: string): number {
    return numberOf(count, '--limit', 1);
  }
}

@SubCommand({ name: 'status', arguments: '<id>', description: 'one job, with its timeline' })
export class StatusCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([id]: string[], { json }: JsonOption): Promise<void> {
    const record = await this.operator.find(id!);
    const timeline = await this.operator.timeline(record);
    if (json) return printJson({ ...viewJob(record), state: record.state, timeline });
    printJob(record);
    const rows = timeline.map(({ at, event, state, details }) => [
      instantOf(at),
      event,
      state,
      details ? JSON.stringify(details) : '',
    ]);
    printTable(['At (UTC)', 'Event', 'State', 'Details'], rows, 'It has no timeline.');
  }
}

function printJob(record: JobRecord): void {
  const { progress, error, failureClass } = record;
  printLine(`Job       ${record.id}`);
  printLine(`Type      ${record.type} in ${record.queue}`);
  printLine(`Status    ${jobWord(record)}, attempt ${record.attempts} of ${record.maximumAttempts}`);
  if (progress && record.state === 'active')
    printLine(`Progress  ${Math.round(progress.percent)} % ${progress.words}`);
  if (record.worker) printLine(`Worker    ${record.worker}`);
  if (error) printLine(`Failure   ${failureClass}: ${error}`);
}
