import {
  ConfigurationError,
  loadConfiguration,
  readEnvironment,
  type LoadedConfiguration,
  type Overrides,
} from './platform/config/index.js';

/** The settings of this process; unusable ones end it with all their names and exit code 2. */
export function configurationOrExit(overrides: Overrides = {}): LoadedConfiguration {
  return orExit(() => loadConfiguration(readEnvironment(), overrides));
}

/** What `read` returns; a ConfigurationError ends the process with its words and exit code 2. */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/** Whatever a process of ours writes is for its user alone. */
process.umask(0o077);

/** Runs the program; what it throws while starting ends the process in words, without a stack. */
export async function run(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    process.stderr.write(`Assay could not start: ${(error as Error).message}\n`);
    process.exit(1);
  }
}
