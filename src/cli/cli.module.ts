import { Module } from '@nestjs/common';
import { type CommandRunner, InjectCommander } from 'nest-commander';
import { ImageIndexingModule } from '../image-indexing/index.js';
import { ImageIndexCommand, JobsCommand, QueueCommand, WorkersCommand } from './commands.js';

const EXAMPLES = `
Settings come from the environment and .env, as for the server: DATA_DIR or REDIS_URL say which instance is meant.
Everything works while the server runs. Ends with 0, 1 when something was not found or not possible, 2 when the command was not understood.

Examples
  npx assay queue stats
  npx assay queue list --state failed --queue document_ingestion
  npx assay queue status 0192f3a4-5b6c-7d8e-9f01-23456789abcd
  npx assay queue retry-failed --class dependency_down
  npx assay queue cleanup --hours 48
  npx assay workers --active --json
  npx assay image-index reconcile --repair`;

/** The operator's commands. */
@Module({
  imports: [ImageIndexingModule],
  providers: [QueueCommand, JobsCommand, WorkersCommand, ImageIndexCommand].flatMap((command) =>
    command.registerWithSubCommands(),
  ),
})
export class CliModule {
  constructor(@InjectCommander() commander: Parameters<CommandRunner['setCommand']>[0]) {
    commander.name('assay').description('Operates an instance of Assay.').addHelpText('after', EXAMPLES);
  }
}
