import { createRequire } from 'node:module';
import type Database from 'libsql';

/** What SQLite can bind and return here. Integers are safe up to 2^53. */
export type SqlValue = null | number | string | bigint | boolean | Uint8Array;
export type SqlRow = Record<string, any>;

/** The SQL surface that {@link SqliteFile} hands to its callers. Every call takes its parameters as one array. */
export interface Sql {
  /** Executes a statement that returns no rows. */
  run(
    sql: string,
    parameters?: readonly (SqlValue | undefined)[],
  ): { changes: number; lastInsertRowid: number };
  /** The first row, or undefined. Also for `… RETURNING`. */
  get<T = SqlRow>(sql: string, parameters?: readonly (SqlValue | undefined)[]): T | undefined;
  /** All rows. Also for `… RETURNING`. */
  all<T = SqlRow>(sql: string, parameters?: readonly (SqlValue | undefined)[]): T[];
}

type Bound = null | number | string | bigint | Uint8Array;
type Statement = Pick<Database.Statement, 'run' | 'get' | 'all' | 'raw' | 'columns'>;
interface ReadingStatement {
  statement: Statement;
  columns: string[];
}

// libsql is CommonJS whose types declare a callable constructor; `require` gives it to ESM under both Node and Jest.
const LibsqlDatabase = createRequire(import.meta.url)('libsql') as typeof Database;

const MAXIMUM_CACHED_STATEMENTS = 500;

/**
 * One libsql connection with a cache of prepared statements.
 *
 * It stands between us and four properties of libsql 0.5, each seen: a `get` after an `all` on the same statement finds
 * nothing (so the two have statements of their own); a statement that failed keeps its read snapshot (so it is dropped);
 * binding a boolean or a bare Buffer aborts the process, and a string is cut at its first NUL (so values are checked).
 */
export class SqlConnection implements Sql {
  private readonly database: Database.Database;
  private readonly writing = new Map<string, Statement>();
  private readonly getting = new Map<string, ReadingStatement>();
  private readonly listing = new Map<string, ReadingStatement>();

  constructor(path: string) {
    this.database = new LibsqlDatabase(path);
  }

  run(
    sql: string,
    parameters: readonly (SqlValue | undefined)[] = [],
  ): { changes: number; lastInsertRowid: number } {
    const statement = cached(this.writing, sql, () => this.database.prepare(sql));
    return dropOnFailure(this.writing, sql, () => {
      const { changes, lastInsertRowid } = statement.run(bind(parameters));
      return { changes, lastInsertRowid: Number(lastInsertRowid) };
    });
  }

  get<T = SqlRow>(sql: string, parameters: readonly (SqlValue | undefined)[] = []): T | undefined {
    const { statement, columns } = cached(this.getting, sql, () => this.prepareReading(sql));
    return dropOnFailure(this.getting, sql, () => {
      const values = statement.get(bind(parameters)) as unknown[] | undefined;
      return values && toRow<T>(columns, values);
    });
  }

  all<T = SqlRow>(sql: string, parameters: readonly (SqlValue | undefined)[] = []): T[] {
    const { statement, columns } = cached(this.listing, sql, () => this.prepareReading(sql));
    return dropOnFailure(this.listing, sql, () =>
      (statement.all(bind(parameters)) as unknown[][]).map((values) => toRow<T>(columns, values)),
    );
  }

  /** Executes SQL text without parameters; also transaction control, which must not be prepared (a busy BEGIN stays open). */
  execute(sql: string): void {
    this.database.exec(sql);
  }

  /** Loads a shared library with further SQL functions. */
  loadExtension(path: string): void {
    this.database.loadExtension(path);
  }

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  close(): void {
    for (const cache of [this.writing, this.getting, this.listing]) cache.clear();
    this.database.close();
  }

  private prepareReading(sql: string): ReadingStatement {
    const statement = this.database.prepare(sql);
    const columns = statement.columns().map((column) => column.name);
    statement.raw(true);
    return { statement, columns };
  }
}

function cached<T>(cache: Map<string, T>, sql: string, prepare: () => T): T {
  const found = cache.get(sql);
  if (found) return found;
  if (cache.size >= MAXIMUM_CACHED_STATEMENTS) cache.clear();
  const prepared = prepare();
  cache.set(sql, prepared);
  return prepared;
}

function dropOnFailure<T>(cache: Map<string, unknown>, sql: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    cache.delete(sql);
    throw error;
  }
}

function toRow<T>(columns: string[], values: unknown[]): T {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) row[columns[index] as string] = values[index];
  return row as T;
}

function bind(parameters: readonly (SqlValue | undefined)[]): Bound[] {
  return parameters.map(bindable);
}

function bindable(value: SqlValue | undefined): Bound {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new TypeError('SQLite text cannot hold a NUL character');
    return value;
  }
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite cannot bind a value of type ${typeof value}`);
}
