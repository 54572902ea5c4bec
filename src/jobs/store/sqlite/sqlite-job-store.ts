import { Doorbell, SqliteFile, type Sql, type Transaction } from '../../../platform/sqlite/index.js';
import { UNTOUCHED, type JobRecord, type TimelineLine } from '../../record/record.js';
import { queueStep, transition, type JobEvent } from '../../record/transition.js';
import { bucketOf } from '../buckets.js';
import {
  JobStore,
  type Applied,
  type CreateOptions,
  type JobFilter,
  type JobPage,
  type Kept,
  type KeyState,
  type MinuteSample,
  type NewJob,
  type OperatorFilter,
  type QueueTally,
  type StateCount,
} from '../job-store.js';
import { SqliteAnnouncements } from './announcements.js';
import { blobsOf, keepBlob } from './job-blobs.js';
import { COLUMNS, recordOf, valueOf, type JobRow } from './job-row.js';
import { joinQueue, leaveQueue, readTally, tallyOf } from './queue-places.js';
import { RecentRecords } from './recent-records.js';
import { JOB_TABLES } from './schema.js';
import { EVERYBODY, enterState, leaveState } from './state-counts.js';

const MINUTE_MS = 60_000;
const SAMPLES_KEPT_MINUTES = 120;

const WALK_PAGE = 500;

/** Job records in the embedded file: one transaction a change, shared with whatever else is written in that turn. */
export class SqliteJobStore extends JobStore {
  private readonly announcements: SqliteAnnouncements;
  private readonly recent: RecentRecords;

  constructor(
    private readonly file: SqliteFile,
    private readonly doorbell: Doorbell,
  ) {
    super();
    file.migrate('jobs-2', JOB_TABLES);
    this.announcements = new SqliteAnnouncements(file, doorbell);
    this.recent = new RecentRecords();
  }

  override create(job: NewJob, options: CreateOptions): Promise<'created' | 'full' | 'known'> {
    return this.file.write((sql) => {
      if (options.unlessKnown && sql.get('SELECT 1 FROM jobs WHERE id = ?', [job.id])) return 'known';
      if (tallyOf(sql, job.queue).waiting >= options.maximumWaiting) return 'full';
      const record: JobRecord = { ...job, sequence: joinQueue(sql, job.queue), events: 1 };
      insertJob(sql, record, options);
      enterState(sql, record, record.state);
      writeLine(sql, record, 'submit', job.createdAt);
      options.blobs?.forEach((reference, index) => keepBlob(sql, job.id, `input/${index}`, reference));
      if (options.key) bindKey(sql, options.key, job.id);
      this.recent.note(sql, record);
      return 'created';
    });
  }

  override async confirmQueued(ids: readonly string[]): Promise<void> {
    await this.file.write((sql) =>
      sql.run(
        "UPDATE jobs SET reviewAt = NULL WHERE id IN (SELECT value FROM json_each(?)) AND state = 'waiting'",
        [JSON.stringify(ids)],
      ),
    );
  }

  override async get(id: string): Promise<JobRecord | null> {
    return this.file.read((sql) => this.recent.find(sql, id, () => readJob(sql, id)));
  }

  override async glance(id: string): Promise<JobRecord | null> {
    return this.recent.glance(id) ?? this.get(id);
  }

  override async apply(id: string, event: JobEvent, now = Date.now()): Promise<Applied> {
    const applied = await this.file.write((sql) => this.applyEvent(sql, id, event, now));
    if (applied.outcome === 'applied') {
      const stopsRunning = event.type === 'cancel' && applied.was === 'active';
      this.announcements.announce(id, stopsRunning);
    }
    return applied;
  }

  override keepBlob(id: string, token: number, name: string, reference: string): Promise<Kept> {
    return this.file.write((sql) => {
      const record = this.recent.findWithin(sql, id, () => readJob(sql, id));
      if (record?.state !== 'active' || record.token !== token) return { outcome: 'fenced' };
      return { outcome: 'kept', replaced: keepBlob(sql, id, name, reference) };
    });
  }

  override async blobsOf(id: string): Promise<Map<string, string>> {
    return this.file.read((sql) => blobsOf(sql, id));
  }

  override async list(filter: JobFilter): Promise<JobPage> {
    return this.file.read((sql) => {
      const { owner, limit } = filter;
      const before = filter.before ?? '\u{10ffff}';
      const cells = filter.types.flatMap((type) => filter.states.map((state) => [type, state] as const));
      let total = 0;
      const ids: string[] = [];
      for (const [type, state] of cells) {
        const size = sql.get<{ current: number }>(
          'SELECT current FROM state_counts WHERE owner = ? AND type = ? AND state = ?',
          [owner, type, state],
        )?.current;
        if (!size) continue;
        total += size;
        const page = sql.all<{ id: string }>(
          'SELECT id FROM jobs WHERE owner = ? AND type = ? AND state = ? AND id < ? ORDER BY id DESC LIMIT ?',
          [owner, type, state, before, limit],
        );
        ids.push(...page.map((row) => row.id));
      }
      const newest = ids.sort().reverse().slice(0, limit);
      const rows = newest.map((id) => sql.get<JobRow>('SELECT * FROM jobs WHERE id = ?', [id])!);
      return { total, records: rows.map((row) => recordOf(row, null)) };
    });
  }

  override async *walk({ types, states }: OperatorFilter): AsyncIterable<string> {
    let before = '\u{10ffff}';
    for (;;) {
      const ids = this.ids(
        `SELECT id FROM jobs WHERE id < ? AND type IN (SELECT value FROM json_each(?))
         AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
        [before, JSON.stringify(types), JSON.stringify(states), WALK_PAGE],
      );
      yield* ids;
      if (ids.length < WALK_PAGE) return;
      before = ids.at(-1)!;
    }
  }

  override async timeline(id: string, after = 0): Promise<TimelineLine[]> {
    const rows = this.file.read((sql) =>
      sql.all<TimelineLine & { details: string | null }>(
        'SELECT n, at, event, state, details FROM timeline WHERE id = ? AND n > ? ORDER BY n',
        [id, after],
      ),
    );
    return rows.map(({ details, ...line }) => ({
      ...line,
      ...(details ? { details: JSON.parse(details) } : {}),
    }));
  }

  override async counts(): Promise<StateCount[]> {
    return this.file.read((sql) =>
      sql.all<StateCount>('SELECT type, state, current, total FROM state_counts WHERE owner = ?', [
        EVERYBODY,
      ]),
    );
  }

  override async tally(queue: string): Promise<QueueTally> {
    return this.file.read((sql) => readTally(sql, queue));
  }

  override async samples(minutes: number): Promise<MinuteSample[]> {
    const since = Math.floor(Date.now() / MINUTE_MS) - minutes;
    const rows = this.file.read((sql) =>
      sql.all<{
        minute: number;
        type: string;
        kind: 'run' | 'wait' | 'completed' | 'failed';
        bucket: number;
        n: number;
      }>('SELECT minute, type, kind, bucket, n FROM samples WHERE minute > ?', [since]),
    );
    const samples = new Map<string, MinuteSample>();
    for (const { minute, type, kind, bucket, n } of rows) {
      const key = `${minute}|${type}`;
      const sample = samples.get(key) ?? {
        type,
        minute,
        completed: 0,
        failed: 0,
        run: new Map(),
        wait: new Map(),
      };
      samples.set(key, sample);
      if (kind === 'run' || kind === 'wait') sample[kind].set(bucket, n);
      else sample[kind] = n;
    }
    return [...samples.values()];
  }

  override async due(now: number, limit: number): Promise<string[]> {
    return this.ids('SELECT id FROM jobs WHERE reviewAt <= ? ORDER BY reviewAt LIMIT ?', [now, limit]);
  }

  override async review(id: string, at: number): Promise<void> {
    await this.file.write((sql) =>
      sql.run('UPDATE jobs SET reviewAt = ? WHERE id = ? AND reviewAt IS NOT NULL', [at, id]),
    );
  }

  override async closeReview(id: string, finishedAt: number): Promise<void> {
    await this.file.write((sql) =>
      sql.run('UPDATE jobs SET reviewAt = NULL WHERE id = ? AND finishedAt = ?', [id, finishedAt]),
    );
  }

  override async expired(now: number, limit: number): Promise<string[]> {
    await this.sweepOldRows(now);
    return this.ids('SELECT id FROM jobs WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?', [now, limit]);
  }

  /** @param events erases only while the job's timeline has so many lines */
  override async erase(id: string, events?: number): Promise<boolean> {
    const erased = await this.file.write((sql) => {
      const job = sql.get<JobRow>('SELECT * FROM jobs WHERE id = ?', [id]);
      if (!job || (events !== undefined && job.events !== events)) return false;
      sql.run('DELETE FROM idempotency_keys WHERE hash = (SELECT keyHash FROM jobs WHERE id = ?)', [id]);
      for (const table of ['jobs', 'timeline', 'results', 'job_blobs'])
        sql.run(`DELETE FROM ${table} WHERE id = ?`, [id]);
      leaveState(sql, job, job.state);
      this.recent.drop(sql, id);
      if (queueStep(job.state, 'cancelled') === 'leave') leaveQueue(sql, job.queue);
      return true;
    });
    if (erased) this.announcements.announce(id, false);
    return erased;
  }

  override reserveKey(hash: string, ttlMs: number): Promise<KeyState> {
    return this.file.write((sql) => {
      const now = Date.now();
      sql.run('DELETE FROM idempotency_keys WHERE hash = ? AND expiresAt <= ?', [hash, now]);
      const found = sql.get<{ fingerprint: string | null; jobId: string | null }>(
        'SELECT fingerprint, jobId FROM idempotency_keys WHERE hash = ?',
        [hash],
      );
      if (found?.fingerprint && found.jobId)
        return { state: 'bound', fingerprint: found.fingerprint, jobId: found.jobId };
      if (found) return { state: 'pending' };
      sql.run('INSERT INTO idempotency_keys VALUES (?, NULL, NULL, ?)', [hash, now + ttlMs]);
      return { state: 'reserved' };
    });
  }

  override async releaseKey(hash: string): Promise<void> {
    await this.file.write((sql) =>
      sql.run('DELETE FROM idempotency_keys WHERE hash = ? AND jobId IS NULL', [hash]),
    );
  }

  override async watch(id: string, listener: () => void): Promise<() => void> {
    return this.announcements.watch(id, listener);
  }

  override async onCancelled(listener: (id: string) => void): Promise<() => void> {
    return this.announcements.onCancelled(listener);
  }

  override async ping(): Promise<void> {
    this.file.read((sql) => sql.get('SELECT 1'));
  }

  override async close(): Promise<void> {
    this.announcements.close();
    await this.doorbell.close();
    await this.file.close();
  }

  private applyEvent(sql: Transaction, id: string, event: JobEvent, now: number): Applied {
    const record = this.recent.findWithin(sql, id, () => readJob(sql, id));
    if (!record) return { outcome: 'missing' };
    const step = transition(record, event, now);
    if (step.outcome !== 'applied') return step;
    const next = step.record;
    const move = queueStep(step.was, next.state);
    if (step.was !== next.state) {
      leaveState(sql, next, step.was);
      enterState(sql, next, next.state);
    }
    if (move === 'enter') next.sequence = joinQueue(sql, next.queue);
    if (move === 'leave') leaveQueue(sql, next.queue);
    updateJob(sql, record, next, step.effect.reviewAt);
    writeLine(sql, next, event.type, now, step.effect.details);
    writeTimes(sql, { before: record, after: next, event, now });
    if (next.resultBlob !== null && next.resultBlob !== record.resultBlob)
      keepBlob(sql, id, 'result', next.resultBlob);
    this.recent.note(sql, next);
    return { outcome: 'applied', was: step.was, record: next };
  }

  private ids(query: string, parameters: (number | string)[]): string[] {
    return this.file.read((sql) => sql.all<{ id: string }>(query, parameters)).map((row) => row.id);
  }

  private async sweepOldRows(now: number): Promise<void> {
    const oldest = Math.floor(now / MINUTE_MS) - SAMPLES_KEPT_MINUTES;
    await this.file.write((sql) => {
      sql.run('DELETE FROM samples WHERE minute < ?', [oldest]);
      sql.run('DELETE FROM idempotency_keys WHERE expiresAt <= ?', [now]);
    });
  }
}

function readJob(sql: Sql, id: string): JobRecord | null {
  const row = sql.get<JobRow>('SELECT * FROM jobs WHERE id = ?', [id]);
  if (!row) return null;
  const hasResult = row.state === 'completed' && row.resultBlob === null;
  const result = hasResult
    ? sql.get<{ result: string }>('SELECT result FROM results WHERE id = ?', [id])?.result
    : null;
  return recordOf(row, result ?? null);
}

/** What is null in a job that nothing has happened to yet is left out. */
const FILLED = COLUMNS.filter((column) => (UNTOUCHED as Partial<JobRecord>)[column] !== null);
const INSERTED = [...FILLED, 'reviewAt', 'keyHash'];
const INSERT_JOB = `INSERT INTO jobs (${INSERTED.join(', ')}) VALUES (${INSERTED.map(() => '?').join(', ')})`;

function insertJob(sql: Sql, record: JobRecord, options: CreateOptions): void {
  const values = FILLED.map((column) => valueOf(record[column]));
  sql.run(INSERT_JOB, [...values, options.reviewAt, options.key?.hash ?? null]);
}

function updateJob(sql: Sql, before: JobRecord, after: JobRecord, reviewAt: number | null | undefined): void {
  const changed: string[] = COLUMNS.filter((column) => before[column] !== after[column]);
  const values = changed.map((column) => valueOf(after[column as keyof JobRecord]));
  if (reviewAt !== undefined) {
    changed.push('reviewAt');
    values.push(reviewAt);
  }
  const assignments = changed.map((column) => `${column} = ?`).join(', ');
  sql.run(`UPDATE jobs SET ${assignments} WHERE id = ?`, [...values, after.id]);
  if (after.result !== null && after.result !== before.result)
    sql.run('INSERT OR REPLACE INTO results VALUES (?, ?)', [after.id, after.result]);
}

function bindKey(sql: Sql, key: NonNullable<CreateOptions['key']>, jobId: string): void {
  sql.run('INSERT OR REPLACE INTO idempotency_keys VALUES (?, ?, ?, ?)', [
    key.hash,
    key.fingerprint,
    jobId,
    key.expiresAt,
  ]);
}

function writeLine(sql: Sql, job: JobRecord, event: string, at: number, details?: object): void {
  sql.run('INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?)', [
    job.id,
    job.events,
    at,
    event,
    job.state,
    details ? JSON.stringify(details) : null,
  ]);
}

/** Samples of how long the job waited and ran, from the step that ended the wait or the run. */
function writeTimes(
  sql: Sql,
  { before, after, event, now }: { before: JobRecord; after: JobRecord; event: JobEvent; now: number },
): void {
  if (event.type === 'claim' && before.state !== 'active' && before.attempts === 0)
    writeSample(sql, after.type, 'wait', now - before.queuedAt, now);
  if (before.state === 'active' && (after.state === 'completed' || after.state === 'failed')) {
    writeSample(sql, after.type, 'run', now - (before.claimedAt ?? now), now);
    addSample(sql, after.type, after.state, 0, now);
  }
}

function writeSample(sql: Sql, type: string, kind: 'run' | 'wait', milliseconds: number, now: number): void {
  addSample(sql, type, kind, bucketOf(milliseconds), now);
}

function addSample(sql: Sql, type: string, kind: string, bucket: number, now: number): void {
  sql.run('INSERT INTO samples VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1', [
    Math.floor(now / MINUTE_MS),
    type,
    kind,
    bucket,
  ]);
}
