import { CommandRunner, Option } from 'nest-commander';
import { exitOf, UsageError } from './usage-error.js';

export interface JsonOption {
  json?: boolean;
}

export type Commander = CommandRunner['command'];

/** A command whose misuse ends the program with the code of misuse. */
export abstract class StrictCommand extends CommandRunner {
  override setCommand(command: Commander): this {
    return super.setCommand(command.exitOverride((error) => process.exit(exitOf(error))));
  }
}

/** A command that prints for people, or JSON for programs. */
export abstract class PrintingCommand extends StrictCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }
}

export interface SelectionOptions extends JsonOption {
  queue?: string;
  type?: string;
}

/** A command that means the jobs of a queue or of a type. */
export abstract class SelectingCommand extends PrintingCommand {
  @Option({ flags: '--queue <name>', description: 'only this queue' })
  parseQueue(name: string): string {
    return name;
  }

  @Option({ flags: '--type <name>', description: 'only jobs of this type' })
  parseType(name: string): string {
    return name;
  }
}

/** A number from a flag, not below `least`. */
export function numberOf(text: string, flag: string, least: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < least)
    throw new UsageError(`${flag} takes a number from ${least}`);
  return number;
}
