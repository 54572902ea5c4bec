#!/usr/bin/env node
import { CommandFactory } from 'nest-commander';
import { AppModule } from './app.module.js';
import { CliModule } from './cli/cli.module.js';
import { exitOf } from './cli/usage-error.js';
import { SharedState } from './jobs/index.js';
import { configurationOrExit, run } from './start.js';

/** The operator's command line: one command, then the end. */
async function main(): Promise<void> {
  const { configuration } = configurationOrExit({ LOG_LEVEL: 'error' });
  const app = await CommandFactory.createWithoutRunning(AppModule.forCli(configuration, CliModule), {
    cliName: 'assay',
    logger: ['error', 'fatal'],
    abortOnError: false,
    errorHandler: (error) => process.exit(exitOf(error)),
    serviceErrorHandler: fail,
  });
  try {
    await app.get(SharedState).assertShared();
    await CommandFactory.runApplication(app);
  } finally {
    await app.close();
  }
}

function fail(error: Error): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(exitOf(error));
}

await run(main);
process.exit(process.exitCode ?? 0);
