import { createInterface } from 'node:readline/promises';
import { Option, SubCommand } from 'nest-commander';
import { Operator } from '../jobs/index.js';
import { FAILURES, type FailureClass } from '../platform/failure.js';
import {
  numberOf,
  PrintingCommand,
  SelectingCommand,
  type JsonOption,
  type SelectionOptions,
} from './options.js';
import { counted, printJson, printLine } from './output.js';
import { UsageError } from './usage-error.js';

/** Says what was done, as a line or as JSON. */
function report(json: boolean | undefined, words: string, value: object): void {
  if (json) printJson(value);
  else printLine(words);
}

@SubCommand({
  name: 'retry',
  arguments: '<id>',
  description: 'start a failed job afresh, with all its attempts',
})
export class RetryCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([id]: string[], { json }: JsonOption): Promise<void> {
    await this.operator.retry(await this.operator.find(id!));
    report(json, `Job ${id} waits again, with all its attempts.`, { job_id: id, retried: true });
  }
}

interface RetryFailedOptions extends SelectionOptions {
  class?: FailureClass;
}

@SubCommand({ name: 'retry-failed', description: 'start all dead letters afresh, or those of one class' })
export class RetryFailedCommand extends SelectingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run(_arguments: string[], options: RetryFailedOptions): Promise<void> {
    const { json, class: failureClass, ...selection } = options;
    const { retried, skipped } = await this.operator.retryFailed(failureClass, selection);
    const rest = skipped > 0 ? ` ${counted(skipped, 'other')} could not be: the files are gone.` : '';
    report(json, `${counted(retried, 'job')} started afresh.${rest}`, { retried, skipped });
  }

  @Option({
    flags: '--class <class>',
    description: `only failures of this class: ${Object.keys(FAILURES).join(', ')}`,
  })
  parseClass(name: string): FailureClass {
    if (!(name in FAILURES)) throw new UsageError(`--class takes one of ${Object.keys(FAILURES).join(', ')}`);
    return name as FailureClass;
  }
}

@SubCommand({ name: 'cancel', arguments: '<id>', description: 'cancel a job that waits or runs' })
export class CancelCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([id]: string[], { json }: JsonOption): Promise<void> {
    const { stoppedBy, stoppedInMs } = await this.operator.cancel(await this.operator.find(id!));
    const how = stoppedBy === null ? 'its worker has not answered yet' : `${stoppedBy}, ${stoppedInMs} ms`;
    const value = { job_id: id, cancelled: true, stopped_by: stoppedBy, stopped_in_ms: stoppedInMs };
    report(json, `Job ${id} is cancelled (${how}).`, value);
  }
}

@SubCommand({
  name: 'remove',
  arguments: '<id>',
  description: 'remove a job with its files; a running one is cancelled first',
})
export class RemoveCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([id]: string[], { json }: JsonOption): Promise<void> {
    await this.operator.remove(await this.operator.find(id!));
    report(json, `Job ${id} is removed.`, { job_id: id, removed: true });
  }
}

@SubCommand({
  name: 'pause',
  arguments: '[queue]',
  description: 'let no worker take jobs of a queue, or of any',
})
export class PauseCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([queue]: string[], { json }: JsonOption): Promise<void> {
    const paused = await this.operator.pause(queue);
    report(json, `Paused: ${paused.join(', ')}.`, { paused });
  }
}

@SubCommand({ name: 'resume', arguments: '[queue]', description: 'let workers take jobs again' })
export class ResumeCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run([queue]: string[], { json }: JsonOption): Promise<void> {
    const resumed = await this.operator.resume(queue);
    report(json, `Resumed: ${resumed.join(', ')}.`, { resumed });
  }
}

interface CleanupOptions extends SelectionOptions {
  hours: number;
}

@SubCommand({ name: 'cleanup', description: 'remove jobs that ended some time ago, with their files' })
export class CleanupCommand extends SelectingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run(_arguments: string[], { json, hours, ...selection }: CleanupOptions): Promise<void> {
    const removed = await this.operator.cleanup(hours, selection);
    report(json, `${counted(removed, 'job')} removed.`, { removed });
  }

  @Option({ flags: '--hours <count>', description: 'that ended more than so many hours ago', required: true })
  parseHours(count: string): number {
    return numberOf(count, '--hours', 0);
  }
}

interface FlushOptions extends JsonOption {
  queue?: string;
  yes?: boolean;
}

@SubCommand({ name: 'flush', description: 'remove everything that waits, and the dead letters; asks first' })
export class FlushCommand extends PrintingCommand {
  constructor(private readonly operator: Operator) {
    super();
  }

  async run(_arguments: string[], { json, queue, yes }: FlushOptions): Promise<void> {
    if (
      !yes &&
      !(await confirmed(`Remove all waiting and failed jobs of ${queue ?? 'all queues'}, with their files?`))
    )
      return report(json, 'Nothing was removed.', { removed: 0 });
    const removed = await this.operator.flush(queue);
    report(json, `${counted(removed, 'job')} removed.`, { removed });
  }

  @Option({ flags: '--queue <name>', description: 'only this queue' })
  parseQueue(name: string): string {
    return name;
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }
}

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is no terminal to ask on; --yes says that it is meant.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/iu.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
