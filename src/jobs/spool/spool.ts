import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Failure } from '../../platform/failure.js';
import { requestContext } from '../../platform/logging/index.js';
import type { RedisConnections } from '../../platform/redis/index.js';
import {
  Doorbell,
  SqliteFile,
  type DoorbellOptions,
  type SqliteFileOptions,
} from '../../platform/sqlite/index.js';
import { millisecondsOf } from '../record/job-id.js';
import type { CreateOptions, NewJob } from '../store/job-store.js';
import { SqliteJobStore } from '../store/sqlite/sqlite-job-store.js';

/** Token of the spool of this process; null where none takes jobs and none was left behind by an earlier process. */
export const SPOOL = Symbol('assay:spool');

/** A handover takes this long at most; a process that died over one holds its job no longer than this. */
const HANDOVER_MS = 30_000;
/** Who needs a job that is being handed over waits this long for it. */
const ALONE_PATIENCE_MS = 2_000;
const ALONE_LOOK_MS = 20;
/** A job that somebody seems to run, but of which nothing was heard for so long, is looked at: its worker may be gone. */
const SILENCE_MS = 60_000;
/** How often a Redis that did not answer in time is asked whether it does again. */
const LOOK_MS = 500;

/** Clocks of two machines, and what they know of an outage, differ by this much at most. */
const MARGIN_MS = 5_000;
/** Every process has handed over what it took this long after Redis came back, but for what still runs. */
const HOMECOMING_MS = 60_000;

/** What a spool asks of the connections. */
export type RedisState = Pick<RedisConnections, 'isAvailable' | 'onAvailability' | 'ping'>;

export interface SpoolOptions {
  /** Whether new jobs come here while Redis is away; else it only hands over what is left. */
  takesJobs: boolean;
  /** Null where the jobs' home is no Redis (any more), and so never away. */
  redis: RedisState | null;
}

const LEASES = 'CREATE TABLE handovers (id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID';
const ERASED = 'CREATE TABLE erased_jobs (id TEXT PRIMARY KEY) WITHOUT ROWID';

/**
 * Jobs that were taken while Redis was away, in a file of this machine, with all that happens to them until they are handed
 * over. All processes that share the data directory share it.
 */
export class Spool {
  readonly store: SqliteJobStore;
  private readonly logger = new Logger('Spool');
  private readonly stopListening: () => void;
  private isQuiet = false;
  private unanswered: NodeJS.Timeout | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly leases = new Map<string, number>();
  private outage = { from: Infinity, to: -Infinity };

  private constructor(
    private readonly file: SqliteFile,
    doorbell: Doorbell,
    private readonly options: SpoolOptions,
  ) {
    this.store = new SqliteJobStore(file, doorbell);
    file.migrate('spool-1', [LEASES]);
    file.migrate('spool-2', [ERASED]);
    this.stopListening = doorbell.onRing(() => (this.isQuiet = false));
    options.redis?.onAvailability((available) => (available ? this.tellBack() : this.noteOutage()));
  }

  static open(path: string, file: SqliteFileOptions & DoorbellOptions, options: SpoolOptions): Spool {
    return new Spool(SqliteFile.open(path, file), Doorbell.open(path, file), options);
  }

  /** Whether new jobs come here while Redis is away. */
  get takesJobs(): boolean {
    return this.options.takesJobs;
  }

  /** Whether new jobs come here now. */
  isNeeded(): boolean {
    return this.takesJobs && this.isHomeAway();
  }

  /** Whether Redis is away, or did not answer in time when it was asked last. */
  isHomeAway(): boolean {
    return this.unanswered !== null || this.options.redis?.isAvailable() === false;
  }

  /** Redis did not answer in time although its connection stands: new jobs come here until it does. */
  noteUnanswered(): void {
    if (this.unanswered) return;
    this.noteOutage();
    this.logger.warn('Redis does not answer: new jobs are kept in a file here until it does');
    // What follows belongs to no request, although one has found it out.
    requestContext.exit(() => {
      this.unanswered = setInterval(() => void this.lookForRedis(), LOOK_MS).unref();
    });
  }

  /** Calls back when Redis is back. */
  onBack(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes the record of a new job. */
  create(job: NewJob, options: CreateOptions): ReturnType<SqliteJobStore['create']> {
    this.isQuiet = false;
    return this.store.create(job, options);
  }

  /** Whether the job lies here. Costs nothing while no job does. */
  holds(id: string): boolean {
    return (
      !this.isQuiet && this.file.read((sql) => sql.get('SELECT 1 FROM jobs WHERE id = ?', [id])) !== undefined
    );
  }

  /** Whether a job that nobody knows may lie in the spool of another machine: it was made during the last outage, and that is not long ago. */
  mayBeElsewhere(id: string, now = Date.now()): boolean {
    const madeAt = millisecondsOf(id);
    const { from, to } = this.outage;
    return now < to + HOMECOMING_MS && madeAt > from - MARGIN_MS && madeAt < to + MARGIN_MS;
  }

  /** Ids of the jobs that no attempt runs now, or none has spoken of for a minute; oldest first. */
  atRest(limit: number, now = Date.now()): string[] {
    const rows = this.file.read((sql) =>
      sql.all<{ id: string }>(
        `SELECT id FROM jobs
         WHERE NOT (state = 'active' OR (state = 'cancelled' AND worker IS NOT NULL)) OR updatedAt < ?
         ORDER BY id LIMIT ?`,
        [now - SILENCE_MS, limit],
      ),
    );
    return rows.map(({ id }) => id);
  }

  /** When somebody should look at the job again (ms since the epoch); null when there is nothing left to see to. */
  reviewOf(id: string): number | null {
    const row = this.file.read((sql) =>
      sql.get<{ reviewAt: number | null }>('SELECT reviewAt FROM jobs WHERE id = ?', [id]),
    );
    return row?.reviewAt ?? null;
  }

  /** How many jobs lie here. */
  size(): number {
    return this.file.read((sql) => sql.get<{ n: number }>('SELECT count(*) AS n FROM jobs')!.n);
  }

  /** Lets {@link holds} look no more until somebody changes the file. */
  restIfEmpty(): void {
    this.isQuiet = this.size() === 0;
  }

  /** Takes the job for a handover by this process alone; false while another one has it. */
  async lease(id: string, now = Date.now()): Promise<boolean> {
    const until = now + HANDOVER_MS;
    // One that ends later than any can is of before the clock was set back.
    const { changes } = await this.file.write((sql) =>
      sql.run(
        `INSERT INTO handovers VALUES (?, ?)
         ON CONFLICT DO UPDATE SET until = excluded.until WHERE until < ? OR until > ?`,
        [id, until, now, until],
      ),
    );
    if (changes === 1) this.leases.set(id, until);
    return changes === 1;
  }

  /** Does what no handover of the job may come between. Rejects with `dependency_down` while one goes on for long. */
  async alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + ALONE_PATIENCE_MS;
    while (!(await this.lease(id))) {
      if (Date.now() > deadline)
        throw new Failure('dependency_down', 'The job is on its way to Redis. Try again.');
      await pause(ALONE_LOOK_MS);
    }
    try {
      return await work();
    } finally {
      await this.release(id);
    }
  }

  /** Ends a handover of this process; not one that another process has begun since, as this one took too long. */
  async release(id: string): Promise<void> {
    const until = this.leases.get(id);
    this.leases.delete(id);
    await this.file.write((sql) =>
      sql.run('DELETE FROM handovers WHERE id = ? AND until = ?', [id, until ?? 0]),
    );
  }

  /** Erases a job here now, and notes that what a handover may have left of it at home is to go when Redis is back. */
  async eraseWhileAway(id: string): Promise<boolean> {
    await this.file.write((sql) => sql.run('INSERT OR IGNORE INTO erased_jobs VALUES (?)', [id]));
    return this.store.erase(id);
  }

  /** Ids of the jobs that were erased here and are still to be erased at home. */
  toEraseAtHome(limit: number): string[] {
    return this.file
      .read((sql) => sql.all<{ id: string }>('SELECT id FROM erased_jobs LIMIT ?', [limit]))
      .map(({ id }) => id);
  }

  async noteErasedAtHome(id: string): Promise<void> {
    await this.file.write((sql) => sql.run('DELETE FROM erased_jobs WHERE id = ?', [id]));
  }

  /** What survives here once it was accepted, as in QueueEngine.durability. */
  durability(): string {
    return `file-wal-${this.file.synchronous.toLowerCase()}`;
  }

  async close(): Promise<void> {
    if (this.unanswered) clearInterval(this.unanswered);
    this.stopListening();
    await this.store.close();
  }

  private async lookForRedis(): Promise<void> {
    try {
      await this.options.redis?.ping();
    } catch {
      return;
    }
    if (!this.unanswered) return;
    clearInterval(this.unanswered);
    this.unanswered = null;
    this.logger.log('Redis answers again');
    this.tellBack();
  }

  private noteOutage(): void {
    this.outage = { from: Date.now(), to: Infinity };
  }

  private tellBack(): void {
    this.outage.to = Date.now();
    for (const listener of this.listeners) listener();
  }
}
