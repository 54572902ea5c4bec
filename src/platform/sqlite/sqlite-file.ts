import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SqlConnection, type Sql, type SqlRow, type SqlValue } from './sql-connection.js';

export interface SqliteFileOptions {
  /** NORMAL survives a killed process; FULL also a power cut, at the price of one fsync per commit. */
  synchronous?: 'NORMAL' | 'FULL';
}

interface PendingWrite {
  work: (sql: Transaction) => unknown;
  resolve: (value: any) => void;
  reject: (error: unknown) => void;
}

type Outcome = { value: unknown } | { error: unknown };

const OPENING_BUSY_MS = 10_000;
const BUSY_DEADLINE_MS = 20_000;
const IMMEDIATE_RETRIES = 50;
const MAXIMUM_BATCH = 2_000;

const opened = new Map<string, { file: SqliteFile; users: number }>();

/** Where an instance keeps its queue and records, in its data directory. */
export function databasePath(dataDirectory: string): string {
  return join(dataDirectory, 'assay.sqlite');
}

/** A write transaction, shared by all the writes of its batch. */
export class Transaction implements Sql {
  private readonly states = new Map<string, { value: unknown; save: (value: never) => void }>();
  private readonly afterwards: (() => void)[] = [];

  constructor(private readonly connection: SqlConnection) {}

  run(sql: string, parameters?: readonly (SqlValue | undefined)[]) {
    return this.connection.run(sql, parameters);
  }

  get<T = SqlRow>(sql: string, parameters?: readonly (SqlValue | undefined)[]): T | undefined {
    return this.connection.get<T>(sql, parameters);
  }

  all<T = SqlRow>(sql: string, parameters?: readonly (SqlValue | undefined)[]): T[] {
    return this.connection.all<T>(sql, parameters);
  }

  /**
   * A value that the writes of one transaction share and change in memory: loaded at its first use, saved once before the
   * commit, forgotten on a rollback. For counters, which would otherwise cost one UPDATE per write.
   */
  state<T>(key: string, load: () => T, save: (value: T) => void = () => {}): T {
    const known = this.states.get(key);
    if (known) return known.value as T;
    const value = load();
    this.states.set(key, { value, save });
    return value;
  }

  /** Calls back right after the commit, before anybody else reads or writes; never after a rollback. */
  onCommit(callback: () => void): void {
    this.afterwards.push(callback);
  }

  saveStates(): void {
    for (const { value, save } of this.states.values()) save(value as never);
  }

  tellCommitted(): void {
    for (const callback of this.afterwards) callback();
  }
}

/**
 * One SQLite file in WAL mode with group commit: all writes asked for in one turn of the event loop share one
 * transaction, so a busy process pays for one commit where it would pay for dozens.
 */
export class SqliteFile {
  readonly path: string;
  readonly synchronous: 'NORMAL' | 'FULL';
  private readonly connection: SqlConnection;
  private pending: PendingWrite[] = [];
  private scheduled = false;
  private flushing: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(path: string, options: SqliteFileOptions = {}) {
    this.path = resolve(path);
    this.synchronous = options.synchronous ?? 'NORMAL';
    mkdirSync(dirname(this.path), { recursive: true });
    this.connection = new SqlConnection(this.path);
    this.configure();
  }

  /** The file of that path, shared by everyone in this process; each `open` needs its own `close`. */
  static open(path: string, options: SqliteFileOptions = {}): SqliteFile {
    const key = resolve(path);
    const shared = opened.get(key);
    if (shared) {
      shared.users++;
      return shared.file;
    }
    const file = new SqliteFile(key, options);
    opened.set(key, { file, users: 1 });
    return file;
  }

  /**
   * Brings the schema up to date: `statements` run once per file, ever, in one transaction under `name`.
   * Safe when several processes open the file at once. Never change the statements of a released name; add a new one.
   */
  migrate(name: string, statements: readonly string[]): void {
    this.connection.execute(`PRAGMA busy_timeout = ${OPENING_BUSY_MS}`);
    try {
      this.inTransaction((sql) => {
        sql.run('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)');
        if (sql.get('SELECT 1 AS done FROM migrations WHERE name = ?', [name])) return;
        for (const statement of statements) this.connection.execute(statement);
        sql.run('INSERT INTO migrations (name, applied_at) VALUES (?, ?)', [name, Date.now()]);
      });
    } finally {
      this.connection.execute('PRAGMA busy_timeout = 0');
    }
  }

  /** Makes the SQL functions of a shared library known to this connection. */
  loadExtension(path: string): void {
    this.connection.loadExtension(path);
  }

  /**
   * Runs `work` in a write transaction and resolves with its result once that is committed. If `work` throws, only its own
   * promise rejects and nothing of it is kept. `work` is synchronous and must touch nothing but the database: when another
   * write of the same batch fails, the batch is rolled back and `work` runs a second time.
   * Rejects with SQLITE_BUSY when another process holds the write lock for 20 s.
   */
  write<T>(work: (sql: Transaction) => T): Promise<T> {
    if (this.closed) return Promise.reject(new Error(`${this.path} is closed`));
    return new Promise<T>((resolve, reject) => {
      this.pending.push({ work, resolve, reject });
      this.schedule();
    });
  }

  /** Runs `work` at once on the committed state. Each statement sees its own snapshot. */
  read<T>(work: (sql: Sql) => T): T {
    const deadline = Date.now() + 200;
    for (;;) {
      try {
        return work(this.connection);
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw error;
        pauseThread(1);
      }
    }
  }

  /** A number that changes whenever another connection (so another process) has committed to the file. */
  dataVersion(): number {
    return this.read((sql) => sql.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0);
  }

  /** Waits for the writes asked for so far, then closes the connection (when the last user of a shared file closes it). */
  async close(): Promise<void> {
    const shared = opened.get(this.path);
    if (shared?.file === this && --shared.users > 0) return;
    if (this.closed) return;
    this.closed = true;
    if (shared?.file === this) opened.delete(this.path);
    while (this.scheduled) await this.flushing.then(() => new Promise((resolve) => setImmediate(resolve)));
    this.connection.close();
  }

  private configure(): void {
    this.connection.execute(`PRAGMA busy_timeout = ${OPENING_BUSY_MS}`);
    this.connection.get('PRAGMA journal_mode = WAL');
    this.connection.execute(`PRAGMA synchronous = ${this.synchronous}`);
    this.connection.execute('PRAGMA foreign_keys = OFF');
    this.connection.get('PRAGMA journal_size_limit = 67108864');
    this.connection.execute('PRAGMA cache_size = -16384');
    // A checkpoint syncs the disk; fewer of them halve the slowest writes and cost 16 MB of log.
    this.connection.get('PRAGMA wal_autocheckpoint = 4000');
    // From here on waiting for the lock is ours: SQLite's own waiting would block the event loop.
    this.connection.execute('PRAGMA busy_timeout = 0');
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.flushing = this.flush();
    });
  }

  private async flush(): Promise<void> {
    const batch =
      this.pending.length > MAXIMUM_BATCH ? this.pending.splice(0, MAXIMUM_BATCH) : this.takeAll();
    const settle = await this.commitTogether(batch).catch(
      (error: unknown) => () => batch.forEach((write) => write.reject(error)),
    );
    this.scheduled = false;
    if (this.pending.length > 0) this.schedule();
    settle();
  }

  private takeAll(): PendingWrite[] {
    const batch = this.pending;
    this.pending = [];
    return batch;
  }

  /** Commits the batch in one transaction, or one by one when a write of it throws. Returns what settles the promises. */
  private async commitTogether(batch: PendingWrite[]): Promise<() => void> {
    const outcomes = await this.whenNotBusy(() => this.tryTogether(batch));
    if (outcomes) return () => batch.forEach((write, index) => write.resolve(outcomes[index]));
    const single: Outcome[] = [];
    for (const write of batch) single.push(await this.commitAlone(write));
    return () => batch.forEach((write, index) => settleWith(write, single[index] as Outcome));
  }

  private async commitAlone(write: PendingWrite): Promise<Outcome> {
    try {
      return { value: await this.whenNotBusy(() => this.inTransaction(write.work)) };
    } catch (error) {
      return { error };
    }
  }

  private tryTogether(batch: PendingWrite[]): unknown[] | null {
    try {
      return this.inTransaction((transaction) => batch.map((write) => write.work(transaction)));
    } catch (error) {
      if (isBusy(error)) throw error;
      return null;
    }
  }

  private inTransaction<T>(work: (sql: Transaction) => T): T {
    this.connection.execute('BEGIN IMMEDIATE');
    const transaction = new Transaction(this.connection);
    let result: T;
    try {
      result = work(transaction);
      transaction.saveStates();
      this.connection.execute('COMMIT');
    } catch (error) {
      this.rollBack();
      throw error;
    }
    transaction.tellCommitted();
    return result;
  }

  private rollBack(): void {
    if (this.connection.inTransaction) this.connection.execute('ROLLBACK');
  }

  /** Repeats `attempt` while another process holds the write lock: first on the next turns of the loop, then with pauses. */
  private async whenNotBusy<T>(attempt: () => T): Promise<T> {
    const deadline = Date.now() + BUSY_DEADLINE_MS;
    for (let retries = 0; ; retries++) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw error;
      }
      if (retries < IMMEDIATE_RETRIES) await new Promise((resolve) => setImmediate(resolve));
      else await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
    }
  }
}

function settleWith(write: PendingWrite, outcome: Outcome): void {
  if ('error' in outcome) write.reject(outcome.error);
  else write.resolve(outcome.value);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}

function pauseThread(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
