import type { Sql } from '../../platform/sqlite/index.js';
import { JOB_COLUMNS, type JobRow, type QueueRow, type StoredState } from './schema.js';

const QUEUE_COLUMNS = 'key, paused, last_id, head, tail, waiting, active, delayed, completed, failed';

/** What the jobs of a state are listed by, ascending. */
export const ORDER: Record<StoredState, string> = {
  waiting: 'position',
  active: 'processed_on',
  delayed: 'due_at',
  completed: 'finished_on',
  failed: 'finished_on',
};

/** What can be asked about the jobs of one queue. */
export class JobReads {
  constructor(protected readonly queue: number) {}

  counters(sql: Sql): QueueRow {
    return sql.get<QueueRow>(`SELECT ${QUEUE_COLUMNS} FROM queue WHERE key = ?`, [this.queue]) as QueueRow;
  }

  /** When the next delayed job is due. */
  nextDue(sql: Sql): number | null {
    const next = sql.get<{ due_at: number }>(
      `SELECT due_at FROM queue_job WHERE queue = ? AND state = 'delayed' ORDER BY due_at LIMIT 1`,
      [this.queue],
    );
    return next?.due_at ?? null;
  }

  hasExpiredLease(sql: Sql, now: number, longestLease: number): boolean {
    return (
      sql.get(
        `SELECT 1 AS found FROM queue_job WHERE queue = ? AND state = 'active'
         AND (lease_until <= ? OR lease_until > ?) LIMIT 1`,
        [this.queue, now, now + longestLease],
      ) !== undefined
    );
  }

  byId(sql: Sql, id: string): JobRow | undefined {
    return sql.get<JobRow>(`SELECT ${JOB_COLUMNS} FROM queue_job WHERE queue = ? AND id = ?`, [
      this.queue,
      id,
    ]);
  }

  /** Jobs of one state; ascending means next to run (or first finished) first. `limit` −1 is all. */
  list(sql: Sql, state: StoredState, ascending: boolean, offset: number, limit: number): JobRow[] {
    const direction = ascending ? 'ASC' : 'DESC';
    return sql.all<JobRow>(
      `SELECT ${JOB_COLUMNS} FROM queue_job WHERE queue = ? AND state = '${state}'
       ORDER BY ${ORDER[state]} ${direction}, key ${direction} LIMIT ? OFFSET ?`,
      [this.queue, limit, offset],
    );
  }

  readLog(
    sql: Sql,
    id: string,
    start: number,
    end: number,
    ascending: boolean,
  ): { logs: string[]; count: number } {
    const key = this.keyOf(sql, id);
    if (key === undefined) return { logs: [], count: 0 };
    const limit = end < 0 ? -1 : Math.max(0, end - start + 1);
    const lines = sql.all<{ text: string }>(
      `SELECT text FROM queue_log WHERE job = ? ORDER BY line ${ascending ? 'ASC' : 'DESC'} LIMIT ? OFFSET ?`,
      [key, limit, start],
    );
    return { logs: lines.map(({ text }) => text), count: this.logLength(sql, key) };
  }

  protected keyOf(sql: Sql, id: string): number | undefined {
    return sql.get<{ key: number }>('SELECT key FROM queue_job WHERE queue = ? AND id = ?', [this.queue, id])
      ?.key;
  }

  protected logLength(sql: Sql, key: number): number {
    const last = sql.get<{ line: number }>(
      'SELECT line FROM queue_log WHERE job = ? ORDER BY line DESC LIMIT 1',
      [key],
    );
    return last ? last.line + 1 : 0;
  }
}
