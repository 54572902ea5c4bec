import type { SqliteFile } from '../../platform/sqlite/index.js';
import type { EmbeddedJob } from './embedded-job.js';
import type { JobTable } from './job-table.js';

export interface LeaseKeeperOptions {
  file: SqliteFile;
  clock: () => number;
  lockDuration: number;
  renewInterval: number;
  onError: (error: unknown) => void;
}

/** The jobs that this queue object is working on; renews all their leases in one write per interval. */
export class LeaseKeeper {
  private readonly held = new Map<string, EmbeddedJob>();
  private readonly waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: LeaseKeeperOptions) {}

  start(table: JobTable): void {
    this.timer ??= setInterval(() => {
      if (this.held.size > 0) void this.renew(table).catch(this.options.onError);
    }, this.options.renewInterval).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  hold(job: EmbeddedJob): void {
    this.held.set(job.id, job);
  }

  release(job: EmbeddedJob): void {
    if (this.held.get(job.id) === job) this.held.delete(job.id);
    if (this.held.size === 0) this.waiting.splice(0).forEach((resolve) => resolve());
  }

  /** The lease of a job that was claimed here, also for a second object of the same job. */
  leaseOf(job: EmbeddedJob): EmbeddedJob['lease'] {
    return job.lease ?? this.held.get(job.id)?.lease;
  }

  /** Resolves when none of this queue's jobs is running. */
  whenIdle(): Promise<void> {
    if (this.held.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Renews every lease. One that was lost stays lost: the settlement of that attempt will be refused. */
  async renew(table: JobTable): Promise<void> {
    const leases = [...this.held.values()].flatMap((job) => job.lease ?? []);
    const until = this.options.clock() + this.options.lockDuration;
    await this.options.file.write((transaction) => {
      for (const { key, token } of leases) table.renew(transaction, key, { token, until });
    });
  }
}
