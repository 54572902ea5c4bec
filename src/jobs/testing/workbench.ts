import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Job } from 'bull';
import { ComputeModule } from '../../compute/index.js';
import { loadConfiguration } from '../../platform/config/index.js';
import { PlatformModule } from '../../platform/platform.module.js';
import { StorageModule } from '../../storage/index.js';
import type { JobDeclaration } from '../declaration/define-job.js';
import { JobsModule } from '../jobs.module.js';
import { Jobs } from '../jobs.service.js';
import type { QueuePayload } from '../submit/queue-entries.js';
import type { JobRecord } from '../record/record.js';
import { JobRunner } from '../running/runner.js';
import { JobStore } from '../store/job-store.js';
import type { Task } from '../declaration/task.js';

/** The real jobs module on a SQLite file of its own; nobody works the queues, so a test runs each attempt itself. */
export class Workbench {
  private constructor(
    readonly directory: string,
    private readonly context: INestApplicationContext,
  ) {}

  /** @param processors of the declarations, as a feature module would bring them */
  static async open(
    declarations: readonly JobDeclaration[] = [],
    processors: readonly Type[] = [],
    environment: Record<string, string> = {},
  ): Promise<Workbench> {
    const directory = mkdtempSync(join(tmpdir(), 'assay-jobs-'));
    const settings = { DATA_DIR: directory, LOG_LEVEL: 'fatal', WORKER_ID: 'bench', ...environment };
    const { configuration } = loadConfiguration(settings);

    @Module({
      imports: [
        PlatformModule.forRoot(configuration),
        StorageModule,
        ComputeModule,
        JobsModule,
        ...(declarations.length > 0 ? [JobsModule.declare(...declarations)] : []),
      ],
      providers: [...processors],
    })
    class BenchModule {}

    try {
      const options = { logger: false, abortOnError: false } as const;
      return new Workbench(directory, await NestFactory.createApplicationContext(BenchModule, options));
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  get<Service>(token: Type<Service> | (abstract new (...parts: never[]) => Service)): Service {
    return this.context.get(token as Type<Service>, { strict: false });
  }

  get store(): JobStore {
    return this.get(JobStore);
  }

  /** Accepts a job and gives back its record. */
  async submit(declaration: JobDeclaration, input: object = {}, owner = 'ada'): Promise<JobRecord> {
    const { record } = await this.get(Jobs).submit(declaration, input, { owner });
    return record;
  }

  /** One attempt, as a work loop would begin it; rejects when the job must come back. */
  async attempt(
    declaration: JobDeclaration,
    id: string,
    handler: (task: Task) => unknown,
  ): Promise<JobRecord> {
    await this.get(JobRunner).run(declaration, { data: { id } } as Job<QueuePayload>, handler);
    return this.record(id);
  }

  /** The record as it is now. */
  async record(id: string): Promise<JobRecord> {
    const record = await this.store.get(id);
    if (!record) throw new Error(`There is no record ${id}`);
    return record;
  }

  /** Names of the events so far. */
  async events(id: string): Promise<string[]> {
    return (await this.store.timeline(id)).map(({ event }) => event);
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
