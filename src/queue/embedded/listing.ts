import type { Sql, SqliteFile } from '../../platform/sqlite/index.js';
import { EmbeddedJob, type JobHome } from './embedded-job.js';
import type { JobTable } from './job-table.js';
import { RefusingQueue } from './refusals.js';
import type { StoredState } from './schema.js';

type Types = string | string[];

const DEFAULT_TYPES = ['waiting', 'active', 'completed', 'failed', 'delayed', 'paused'];

/**
 * The reading half of Bull's Queue: jobs, lists and counts. Counts come from maintained counters and cost the same at any
 * depth; a list costs what it returns plus its offset.
 */
export abstract class QueueListing extends RefusingQueue {
  abstract readonly name: string;
  protected abstract readonly file: SqliteFile;
  protected table!: JobTable;

  abstract isReady(): Promise<this>;
  protected abstract home(): JobHome;

  async getJob(id: string | number): Promise<EmbeddedJob | null> {
    const row = await this.reading((sql) => this.table.byId(sql, String(id)));
    return row ? EmbeddedJob.fromRow(this.home(), row) : null;
  }

  /** Jobs of the given states; `asc` means next to run (or first finished) first. `end` −1 is the last one. */
  async getJobs(types: Types, start = 0, end = -1, asc = false): Promise<EmbeddedJob[]> {
    const limit = end < 0 ? -1 : Math.max(0, end - start + 1);
    const rows = await this.reading((sql) => {
      const paused = this.table.counters(sql).paused === 1;
      return parseTypes(types)
        .map((type) => storedState(type, paused))
        .flatMap((state) => (state ? this.table.list(sql, state, asc, start, limit) : []));
    });
    return rows.map((row) => EmbeddedJob.fromRow(this.home(), row));
  }

  async getJobCounts(...types: Types[]): Promise<Record<string, number>> {
    const queue = await this.reading((sql) => this.table.counters(sql));
    const count = (type: string) => {
      const state = storedState(type, queue.paused === 1);
      return state ? queue[state] : 0;
    };
    return Object.fromEntries(parseTypes(types.flat()).map((type) => [type, count(type)]));
  }

  async getJobCountByTypes(...types: Types[]): Promise<number> {
    const counts = await this.getJobCounts(...types);
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  count(): Promise<number> {
    return this.getJobCountByTypes('wait', 'paused', 'delayed');
  }

  getWaiting(start?: number, end?: number): Promise<EmbeddedJob[]> {
    return this.getJobs(['wait', 'paused'], start, end, true);
  }

  getActive(start?: number, end?: number): Promise<EmbeddedJob[]> {
    return this.getJobs('active', start, end, true);
  }

  getDelayed(start?: number, end?: number): Promise<EmbeddedJob[]> {
    return this.getJobs('delayed', start, end, true);
  }

  getCompleted(start?: number, end?: number): Promise<EmbeddedJob[]> {
    return this.getJobs('completed', start, end, false);
  }

  getFailed(start?: number, end?: number): Promise<EmbeddedJob[]> {
    return this.getJobs('failed', start, end, false);
  }

  getWaitingCount(): Promise<number> {
    return this.getJobCountByTypes('wait', 'paused');
  }

  getActiveCount(): Promise<number> {
    return this.getJobCountByTypes('active');
  }

  getDelayedCount(): Promise<number> {
    return this.getJobCountByTypes('delayed');
  }

  getCompletedCount(): Promise<number> {
    return this.getJobCountByTypes('completed');
  }

  getFailedCount(): Promise<number> {
    return this.getJobCountByTypes('failed');
  }

  getPausedCount(): Promise<number> {
    return this.getJobCountByTypes('paused');
  }

  async getJobLogs(
    id: string | number,
    start = 0,
    end = -1,
    asc = true,
  ): Promise<{ logs: string[]; count: number }> {
    return this.reading((sql) => this.table.readLog(sql, String(id), start, end, asc));
  }

  /** Nothing repeats here, so the list is empty (Bull Board asks for it). */
  async getRepeatableJobs(): Promise<never[]> {
    return [];
  }

  async getRepeatableCount(): Promise<number> {
    return 0;
  }

  /** Bull lists Redis connections here; the embedded queue has none. */
  async getWorkers(): Promise<never[]> {
    return [];
  }

  /** What Bull answers when its own metrics are off, as they are on both engines. */
  async getMetrics(): Promise<{ meta: Record<string, number>; data: number[]; count: number }> {
    return { meta: { count: 0, prevTS: 0, prevCount: 0 }, data: [], count: 0 };
  }

  /** Bull Board asks Redis for its statistics; there is no Redis to ask. */
  get client(): { info(): Promise<null> } {
    return { info: async () => null };
  }

  protected async reading<T>(work: (sql: Sql) => T): Promise<T> {
    await this.isReady();
    return this.file.read(work);
  }
}

function parseTypes(types: Types): string[] {
  const list = [types]
    .flat()
    .flatMap((type) => type.split(','))
    .map((type) => type.trim())
    .filter(Boolean);
  return list.length > 0 ? list : DEFAULT_TYPES;
}

/** The stored state behind one of Bull's names; none for the half of waiting/paused that does not apply. */
function storedState(type: string, paused: boolean): StoredState | null {
  if (type === 'wait' || type === 'waiting') return paused ? null : 'waiting';
  if (type === 'paused') return paused ? 'waiting' : null;
  if (type === 'active' || type === 'delayed' || type === 'completed' || type === 'failed') return type;
  throw new Error(`Unknown job state ${type}`);
}
