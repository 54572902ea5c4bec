import { Command, Option, SubCommand } from 'nest-commander';
import { JobCatalogue, Operator } from '../jobs/index.js';
import {
  CancelCommand,
  CleanupCommand,
  FlushCommand,
  PauseCommand,
  RemoveCommand,
  ResumeCommand,
  RetryCommand,
  RetryFailedCommand,
} from './changing.commands.js';
import { ReconcileCommand, ReindexCommand } from './image-index.commands.js';
import { type Commander, type JsonOption, PrintingCommand, StrictCommand } from './options.js';
import { instantOf, printJson, printTable } from './output.js';
import { UsageError } from './usage-error.js';
import { ListCommand, StatsCommand, StatusCommand } from './reading.commands.js';

const QUEUE_COMMANDS = [
  StatsCommand,
  ListCommand,
  StatusCommand,
  RetryCommand,
  RetryFailedCommand,
  CancelCommand,
  RemoveCommand,
  PauseCommand,
  ResumeCommand,
  CleanupCommand,
  FlushCommand,
];

const QUEUE_EXAMPLES = `
Examples
  npx assay queue stats document_ingestion
  npx assay queue list --state failed --limit 5
  npx assay queue retry-failed --class dependency_down --queue document_ingestion
  npx assay queue pause analysis
  npx assay queue flush --queue document_ingestion --yes`;

/** A command that only has others below it. */
abstract class GroupCommand extends StrictCommand {
  async run([unknown]: string[]): Promise<void> {
    if (unknown !== undefined)
      throw new UsageError(`There is no command "${unknown}" here; --help lists those that there are.`);
    this.command.outputHelp();
  }
}

@Command({
  name: 'queue',
  description: 'look at queues and jobs, and mend them',
  subCommands: QUEUE_COMMANDS,
})
export class QueueCommand extends GroupCommand {
  override setCommand(command: Commander): this {
    return super.setCommand(command.addHelpText('after', QUEUE_EXAMPLES));
  }
}

interface WorkersOptions extends JsonOption {
  active?: boolean;
}

@Command({ name: 'workers', description: 'worker processes that are there' })
export class WorkersCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run(_arguments: string[], { json, active }: WorkersOptions): Promise<void> {
    const present = await this.operator.present();
    const workers = active ? present.filter(({ jobs }) => jobs.length > 0) : present;
    if (json) return printJson(workers);
    const rows = workers.map((worker) => [
      worker.name,
      worker.pid,
      `${worker.jobs.length} of ${worker.slots}`,
      worker.jobs.join('\n'),
      Math.round(worker.rssBytes / 2 ** 20),
      worker.processed,
      worker.failed,
      instantOf(worker.beatAt),
    ]);
    const head = ['Worker', 'PID', 'Busy', 'Jobs', 'MiB', 'Processed', 'Failed', 'Last beat (UTC)'];
    printTable(head, rows, active ? 'No worker runs a job.' : 'There are no workers.');
  }

  @Option({ flags: '--active', description: 'only those that run a job' })
  parseActive(): boolean {
    return true;
  }
}

@SubCommand({ name: 'types', description: 'every type of job, with its queue, attempts and limits' })
export class TypesCommand extends PrintingCommand {
  constructor(private readonly catalogue: JobCatalogue) {
    super();
  }

  async run(_arguments: string[], { json }: JsonOption): Promise<void> {
    const types = this.catalogue.all().map(({ name, queue, attempts, backoff, steps, limits }) => ({
      name,
      queue,
      attempts,
      backoff: `${backoff.type}, ${backoff.delay} ms`,
      steps,
      hard_limit_seconds: limits ? limits.hard / 1000 : null,
    }));
    if (json) return printJson(types);
    const rows = types.map((type) => [
      type.name,
      type.queue,
      type.attempts,
      type.backoff,
      type.hard_limit_seconds === null ? 'configured' : `${type.hard_limit_seconds} s`,
      type.steps.join(', '),
    ]);
    printTable(['Type', 'Queue', 'Attempts', 'Backoff', 'Limit', 'Steps'], rows, 'There are no types.');
  }
}

@Command({ name: 'jobs', description: 'what kinds of jobs there are', subCommands: [TypesCommand] })
export class JobsCommand extends GroupCommand {}

@Command({
  name: 'image-index',
  description: 'renew the index of products, and compare it with its jobs',
  subCommands: [ReindexCommand, ReconcileCommand],
})
export class ImageIndexCommand extends GroupCommand {}
