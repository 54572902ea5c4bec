import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client.js';
import type { Engine, EngineHandle } from './engines.js';
import { Program } from './program.js';

type Environment = Record<string, string>;

/** A running API process and a client that talks to it. */
export interface Api {
  program: Program;
  client: Client;
}

/** One installation: a data folder, an engine, and any number of API and worker processes that share them. */
export class Instance {
  private readonly programs: Program[] = [];

  private constructor(
    readonly directory: string,
    readonly engine: EngineHandle,
  ) {}

  static async create(engine: Engine): Promise<Instance> {
    return new Instance(mkdtempSync(join(tmpdir(), 'assay-e2e-')), await engine.start());
  }

  /** An API process that takes requests. */
  async api(environment: Environment = {}): Promise<Api> {
    const program = this.run('main.js', [], { PORT: '0', ...environment });
    const [, url] = await program.line(/^Assay\s+(http:\S+)/);
    return { program, client: new Client(url!) };
  }

  /** A worker process that works its queues. */
  async worker(flags: readonly string[] = [], environment: Environment = {}): Promise<Program> {
    const program = this.run('worker.js', flags, environment);
    await program.line(/Worker \S+ works/);
    return program;
  }

  /** Any program of the build on this instance, without waiting for anything. */
  run(file: string, flags: readonly string[] = [], environment: Environment = {}): Program {
    const settings = {
      DATA_DIR: join(this.directory, 'data'),
      LOG_FORMAT: 'json',
      ...this.engine.environment,
    };
    const program = new Program(file, flags, { ...settings, ...environment }, this.directory);
    this.programs.push(program);
    return program;
  }

  /** Everything that all programs wrote. */
  output(): string {
    return this.programs.map((program) => program.output).join('\n');
  }

  /** Paths of the files that are stored for jobs now: uploads and large results. */
  storedFiles(): string[] {
    const blobs = join(this.directory, 'data', 'blobs');
    if (!existsSync(blobs)) return [];
    const paths = readdirSync(blobs, { recursive: true }) as string[];
    return paths.filter((path) => /^([0-9a-f]{2}|incoming)\/./.test(path)).map((path) => join(blobs, path));
  }

  /** Ends every process and removes every file. */
  async close(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.kill()));
    await this.engine.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
