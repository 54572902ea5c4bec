import { Injectable } from '@nestjs/common';
import type { FailureClass } from '../../platform/failure.js';
import { Problem } from '../../platform/http/index.js';
import { QueueEngine } from '../../queue/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { Jobs } from '../jobs.service.js';
import { isJobId } from '../record/job-id.js';
import {
  FINAL_STATES,
  JOB_STATES,
  type JobRecord,
  type JobState,
  QUEUED_STATES,
  type TimelineLine,
} from '../record/record.js';
import { Statistics, type JobStatistics } from '../statistics/statistics.js';
import { JobStore } from '../store/job-store.js';
import { WorkerRegistry, type WorkerPresence } from '../store/worker-registry.js';

/** Which jobs an operator means; what is absent means all. */
export interface JobSelection {
  queue?: string | undefined;
  type?: string | undefined;
  states?: readonly JobState[] | undefined;
}

export interface QueueFigures extends JobStatistics {
  queue: string;
  paused: boolean;
}

/**
 * What those who run an instance do with its jobs, whoever they belong to. Contents of jobs stay sealed: nothing here opens them.
 * Throws `404` for unknown jobs, queues and types.
 */
@Injectable()
export class Operator {
  constructor(
    private readonly store: JobStore,
    private readonly jobs: Jobs,
    private readonly catalogue: JobCatalogue,
    private readonly statistics: Statistics,
    private readonly workers: WorkerRegistry,
    private readonly engine: QueueEngine,
  ) {}

  /** Figures of one queue or all. */
  async figures(queue?: string): Promise<QueueFigures[]> {
    return Promise.all(
      this.queuesOf(queue).map(async (name) => ({
        queue: name,
        paused: await this.engine.queue(name).isPaused(),
        ...(await this.statistics.of(this.catalogue.typesOf(name))),
      })),
    );
  }

  async find(id: string): Promise<JobRecord> {
    const record = isJobId(id) ? await this.store.get(id) : null;
    if (!record) throw new Problem(404, 'Job not found', `There is no job ${id}.`);
    return record;
  }

  timeline(record: JobRecord): Promise<TimelineLine[]> {
    return this.store.timeline(record.id);
  }

  /** The newest jobs of a selection. */
  async list(selection: JobSelection, limit: number): Promise<JobRecord[]> {
    const records: JobRecord[] = [];
    for await (const record of this.select(selection)) {
      records.push(record);
      if (records.length === limit) break;
    }
    return records;
  }

  retry(record: JobRecord): Promise<JobRecord> {
    return this.jobs.retry(record);
  }

  cancel(record: JobRecord): Promise<JobRecord> {
    return this.jobs.cancel(record);
  }

  /** Removes a job with its files; a running one is cancelled first. */
  async remove(record: JobRecord): Promise<void> {
    await this.jobs.erase(record);
  }

  /** Starts all dead letters of a class afresh, oldest last. Returns how many, and how many had lost their files. */
  async retryFailed(
    failureClass: FailureClass | undefined,
    selection: JobSelection,
  ): Promise<{ retried: number; skipped: number }> {
    let [retried, skipped] = [0, 0];
    for await (const record of this.select({ ...selection, states: ['failed'] })) {
      if (failureClass && record.failureClass !== failureClass) continue;
      const isRetried = await this.jobs.retry(record).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Problem) return false;
          throw error;
        },
      );
      if (isRetried) retried++;
      else skipped++;
    }
    return { retried, skipped };
  }

  /** Removes jobs that ended more than so many hours ago, with their files. */
  async cleanup(hours: number, selection: JobSelection): Promise<number> {
    const before = Date.now() - hours * 3_600_000;
    return this.removeAll({ states: FINAL_STATES, ...selection }, ({ finishedAt }) => finishedAt! < before);
  }

  /** Removes everything that waits, and the dead letters, with their files. What runs and what completed stays. */
  flush(queue?: string): Promise<number> {
    return this.removeAll({ queue, states: [...QUEUED_STATES, 'failed'] }, () => true);
  }

  /** No worker takes a job of the queue until it is resumed; running jobs go on. */
  async pause(queue?: string): Promise<string[]> {
    return this.eachQueue(queue, (name) => this.engine.queue(name).pause());
  }

  async resume(queue?: string): Promise<string[]> {
    return this.eachQueue(queue, (name) => this.engine.queue(name).resume());
  }

  present(): Promise<WorkerPresence[]> {
    return this.workers.present();
  }

  /** The jobs of a selection, newest first. */
  async *select({ queue, type, states = JOB_STATES }: JobSelection): AsyncGenerator<JobRecord> {
    const types = this.queuesOf(queue).flatMap((name) => this.catalogue.typesOf(name));
    const meant = type === undefined ? types : types.filter((name) => name === type);
    if (meant.length === 0) throw unknown('type', type!, types);
    for await (const id of this.store.walk({ types: meant, states: [...states] })) {
      const record = await this.store.get(id);
      if (record && states.includes(record.state)) yield record;
    }
  }

  private async removeAll(selection: JobSelection, isMeant: (record: JobRecord) => boolean): Promise<number> {
    let removed = 0;
    for await (const record of this.select(selection))
      if (isMeant(record)) {
        await this.jobs.erase(record);
        removed++;
      }
    return removed;
  }

  private async eachQueue(
    queue: string | undefined,
    act: (name: string) => Promise<void>,
  ): Promise<string[]> {
    const names = this.queuesOf(queue);
    for (const name of names) await act(name);
    return names;
  }

  private queuesOf(queue: string | undefined): string[] {
    const queues = this.catalogue.queues();
    if (queue === undefined) return queues;
    if (!queues.includes(queue)) throw unknown('queue', queue, queues);
    return [queue];
  }
}

function unknown(what: string, name: string, known: readonly string[]): Problem {
  return new Problem(404, `Unknown ${what}`, `There is no ${what} "${name}". Known: ${known.join(', ')}.`);
}
