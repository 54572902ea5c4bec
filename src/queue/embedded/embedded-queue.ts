import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { JobOptions } from 'bull';
import { ANY_TOPIC, Doorbell, SqliteFile, type Transaction } from '../../platform/sqlite/index.js';
import { WorkLoops } from '../work-loops.js';
import { DEFAULT_JOB_NAME, EmbeddedJob, normalizeOptions, toNewJob, type JobHome } from './embedded-job.js';
import { Handlers, parseProcessArguments } from './handlers.js';
import { JobActions } from './job-actions.js';
import { JobTable, type NewJob } from './job-table.js';
import { LeaseKeeper } from './lease-keeper.js';
import { QueueListing } from './listing.js';
import { refuseEvent, refuseOptions } from './refusals.js';
import { EMBEDDED_QUEUE_SCHEMA, type JobRow, type StoredState } from './schema.js';
import { withDefaults, type EmbeddedQueueOptions, type EmbeddedQueueSettings } from './options.js';
import { QueueTimers } from './queue-timers.js';

type CleanState = 'completed' | 'wait' | 'active' | 'paused' | 'delayed' | 'failed';

const CHUNK = 1_000;

/**
 * The part of Bull's Queue that Assay, `@nestjs/bull` and Bull Board use, on a SQLite file: durable, shared by several
 * processes of one machine, with Bull's meaning. Every other call of Bull throws and names the alternative.
 */
export class EmbeddedQueue extends QueueListing {
  readonly token = randomUUID();
  readonly settings: EmbeddedQueueSettings;
  readonly defaultJobOptions: JobOptions;
  /** Set while this queue object is paused for this process. */
  paused: Promise<void> | null = null;
  closing: Promise<void> | null = null;
  protected readonly file: SqliteFile;
  private readonly clock: () => number;
  private readonly doorbell: Doorbell;
  private readonly unsubscribe: () => void;
  private readonly ready: Promise<void>;
  private readonly handlers = new Handlers();
  private readonly leases: LeaseKeeper;
  private readonly actions: JobActions;
  private readonly timers: QueueTimers;
  private readonly readyListeners = new Set<() => void>();
  private loops: WorkLoops | null = null;
  private resumeLocal: () => void = () => {};
  private drained = true;
  private inserting = 0;

  constructor(
    readonly name: string,
    options: EmbeddedQueueOptions,
  ) {
    super();
    this.clock = options.clock ?? Date.now;
    this.defaultJobOptions = options.defaultJobOptions ?? {};
    this.settings = withDefaults(options.settings);
    this.file = SqliteFile.open(options.path, { synchronous: options.synchronous });
    this.file.migrate('embedded queue 1', EMBEDDED_QUEUE_SCHEMA);
    this.doorbell = Doorbell.open(options.path, { pollIntervalMs: options.pollIntervalMs });
    this.unsubscribe = this.doorbell.onRing((topic) => this.hear(topic));
    this.leases = new LeaseKeeper({
      file: this.file,
      clock: this.clock,
      lockDuration: this.settings.lockDuration,
      renewInterval: this.settings.lockRenewTime,
      onError: (error) => this.emitSafe('error', error),
    });
    // Like Bull: an error without a listener must not end the process.
    this.on('error', () => {});
    this.ready = this.register();
    this.ready.catch(() => {});
    this.actions = new JobActions({
      name,
      file: this.file,
      clock: this.clock,
      table: async () => (await this.isReady()).table,
      leases: this.leases,
      settings: this.settings,
      emit: (event, ...values) => this.emitSafe(event, ...values),
      announce: (what) => this.announce(what),
      claimNext: (transaction) => this.claimRow(transaction),
    });
    this.timers = new QueueTimers({
      settings: this.settings,
      clock: this.clock,
      promoteDue: () => this.promoteDue(),
      recoverStalled: () => this.recoverStalled(),
      onError: (error) => this.emitSafe('error', error),
    });
  }

  async isReady(): Promise<this> {
    await this.ready;
    return this;
  }

  /**
   * Adds a job, like Bull: `add([name], data, [options])`. A `jobId` that is taken leaves the old job as it is.
   * Throws {@link NotInEmbeddedQueue} for `repeat`, `priority`, `debounce`.
   */
  async add(name: unknown, data?: unknown, options?: JobOptions): Promise<EmbeddedJob> {
    if (typeof name !== 'string') return this.add(DEFAULT_JOB_NAME, name, data as JobOptions | undefined);
    const [job] = await this.addBulk([{ name, data, opts: options }]);
    return job as EmbeddedJob;
  }

  /** Adds jobs in one transaction: all or none. */
  async addBulk(jobs: { name?: string; data?: unknown; opts?: JobOptions }[]): Promise<EmbeddedJob[]> {
    const made = jobs.map((job) => this.makeJob(job.name ?? DEFAULT_JOB_NAME, job.data, job.opts));
    const rows = made.map(toNewJob);
    await this.isReady();
    const results = await this.insert(rows);
    made.forEach((job, index) => (job.id = (results[index] as { id: string }).id));
    this.announceAdded(made.filter((_job, index) => results[index]?.added));
    return made;
  }

  /**
   * Registers a handler, like Bull: `process(handler)`, `process(name, handler)`, `process(concurrency, handler)`,
   * `process(name, concurrency, handler)`; `*` handles names without a handler of their own, and concurrencies add up.
   * With concurrency 0 the handler is registered and {@link claim} and {@link work} are left to the caller.
   * Resolves when the queue is closed. Throws at once for a name that has a handler already.
   */
  process(...args: unknown[]): Promise<void> {
    const { name, concurrency, handler } = parseProcessArguments(args);
    this.handlers.set(name, handler);
    return this.startProcessing(concurrency);
  }

  /** Leases the next waiting job, or gives null when there is none, or the queue is paused or closing. */
  async claim(): Promise<EmbeddedJob | null> {
    await this.isReady();
    if (this.paused || this.closing) return null;
    const row = this.mayHaveWork() ? await this.file.write((sql) => this.claimRow(sql)) : null;
    return this.toClaimed(row);
  }

  /**
   * Runs the handler of a claimed job under its renewed lease and settles the job. Where `fetchNext` says yes at that moment
   * and a job is waiting, it is claimed in the same transaction and returned. Rejects when the job could not be settled.
   */
  async work(job: EmbeddedJob, fetchNext: () => boolean): Promise<EmbeddedJob | null> {
    this.leases.hold(job);
    try {
      const running = this.handlers.run(job);
      this.emitSafe('active', job, running, 'waiting');
      const mayFetch = () => !this.paused && !this.closing && fetchNext();
      const row = await running.then(
        (value) => this.actions.complete(job, value, mayFetch),
        (error: unknown) => this.actions.fail(job, error).then(() => undefined),
      );
      return row === undefined ? null : this.toClaimed(row);
    } finally {
      this.leases.release(job);
    }
  }

  /** Calls `listener` when jobs may be waiting, added by whichever process. Returns the unsubscriber. */
  onReady(listener: () => void): () => void {
    this.readyListeners.add(listener);
    return () => this.readyListeners.delete(listener);
  }

  /** Stops claims: for all processes, or for this queue object, which then also waits for its running jobs. */
  async pause(isLocal = false, doNotWaitActive = false): Promise<void> {
    await this.isReady();
    if (!isLocal) await this.file.write((transaction) => this.table.setPaused(transaction, true));
    else {
      this.paused ??= new Promise<void>((resolve) => (this.resumeLocal = resolve));
      if (!doNotWaitActive) await this.leases.whenIdle();
    }
    this.emitSafe('paused');
  }

  async resume(isLocal = false): Promise<void> {
    await this.isReady();
    if (isLocal) {
      this.paused = null;
      this.resumeLocal();
    } else await this.file.write((transaction) => this.table.setPaused(transaction, false));
    this.announce('ready');
    this.emitSafe('resumed');
  }

  async isPaused(isLocal = false): Promise<boolean> {
    if (isLocal) return this.paused !== null;
    return this.reading((sql) => this.table.counters(sql).paused === 1);
  }

  /** Deletes up to `limit` jobs of a state (all when 0) that are older than `grace` ms, and gives their ids. */
  async clean(grace: number, state: CleanState = 'completed', limit = 0): Promise<string[]> {
    if (grace === undefined || grace === null) throw new Error('You must define a grace period.');
    const paused = await this.isPaused();
    const stored = toStoredState(state, paused);
    const cleaned = stored ? await this.eraseOlder(stored, this.clock() - grace, limit) : [];
    this.emitSafe('cleaned', cleaned, state);
    return cleaned;
  }

  /** Deletes all waiting and delayed jobs and, as in Bull, ends a pause. */
  async empty(): Promise<void> {
    await this.isReady();
    for (const state of ['waiting', 'delayed'] as const)
      await this.eraseOlder(state, Number.MAX_SAFE_INTEGER, 0);
    await this.file.write((transaction) => this.table.setPaused(transaction, false));
    this.announce('ready');
  }

  /** Claims nothing more, waits for the running jobs unless told otherwise, then lets go of the file. */
  close(doNotWaitJobs = false): Promise<void> {
    this.closing ??= this.shutDown(doNotWaitJobs);
    return this.closing;
  }

  /** Moves delayed jobs whose time has come to the wait list; gives the time of the next one. Timers call it. */
  async promoteDue(): Promise<number | null> {
    await this.isReady();
    for (;;) {
      const next = this.file.read((sql) => this.table.nextDue(sql));
      if (next === null || next > this.clock()) return next;
      const ids = await this.file.write((transaction) =>
        this.table.promoteDue(transaction, this.clock(), CHUNK),
      );
      this.announce('ready');
      for (const id of ids) this.emitSafe('waiting', id, null);
    }
  }

  /** Takes jobs of dead processes back. Timers call it. */
  async recoverStalled(): Promise<void> {
    await this.isReady();
    const { lockDuration, maxStalledCount } = this.settings;
    if (!this.file.read((sql) => this.table.hasExpiredLease(sql, this.clock(), lockDuration))) return;
    const stalled = await this.file.write((transaction) =>
      this.table.recoverStalled(transaction, this.clock(), maxStalledCount, lockDuration),
    );
    if (stalled.requeued.length > 0) this.announce('ready');
    for (const row of stalled.requeued) this.emitSafe('stalled', EmbeddedJob.fromRow(this.actions, row));
    for (const row of stalled.failed) {
      this.emitSafe(
        'failed',
        EmbeddedJob.fromRow(this.actions, row),
        new Error(String(row.failed_reason)),
        'active',
      );
    }
  }

  override on(event: string | symbol, listener: (...values: any[]) => void): this {
    refuseEvent(event);
    return EventEmitter.prototype.on.call(this, event, listener) as this;
  }

  override once(event: string | symbol, listener: (...values: any[]) => void): this {
    refuseEvent(event);
    return EventEmitter.prototype.once.call(this, event, listener) as this;
  }

  override off(event: string | symbol, listener: (...values: any[]) => void): this {
    return this.removeListener(event, listener);
  }

  protected home(): JobHome {
    return this.actions;
  }

  private async register(): Promise<void> {
    this.table = new JobTable(
      await this.file.write((transaction) => JobTable.register(transaction, this.name)),
    );
    this.leases.start(this.table);
  }

  private async startProcessing(concurrency: number): Promise<void> {
    await this.isReady();
    if (this.closing) return;
    this.timers.start();
    await this.recoverStalled().catch((error: unknown) => this.emitSafe('error', error));
    if (concurrency > 0) this.loop(concurrency);
    await new Promise<void>((resolve) => this.once('close', resolve));
  }

  private makeJob(name: string, data: unknown, options: JobOptions | undefined): EmbeddedJob {
    const merged = { ...this.defaultJobOptions, ...options };
    refuseOptions(merged);
    return new EmbeddedJob(this.actions, {
      id: '',
      name,
      data,
      opts: normalizeOptions(merged, this.clock()),
    });
  }

  /** An idle worker of this process hears of the jobs before they are committed, so that its claim shares their commit. */
  private async insert(rows: NewJob[]): Promise<{ id: string; added: boolean }[]> {
    this.inserting++;
    try {
      const inserted = this.file.write((sql) => rows.map((row) => this.table.add(sql, row)));
      if (rows.some(({ delay }) => delay === 0)) this.tellReady();
      return await inserted;
    } finally {
      this.inserting--;
    }
  }

  private mayHaveWork(): boolean {
    if (this.inserting > 0) return true;
    const { paused, waiting } = this.file.read((sql) => this.table.counters(sql));
    return !paused && waiting > 0;
  }

  private claimRow(transaction: Transaction): JobRow | null {
    const now = this.clock();
    const lease = { token: randomUUID(), until: now + this.settings.lockDuration };
    return this.table.claim(transaction, lease, now);
  }

  private toClaimed(row: JobRow | null): EmbeddedJob | null {
    if (!row) {
      if (!this.drained) this.emitSafe('drained');
      this.drained = true;
      return null;
    }
    this.drained = false;
    const job = EmbeddedJob.fromRow(this.actions, row);
    job.lease = { key: row.key, token: row.lease_token as string };
    return job;
  }

  private loop(slots: number): void {
    if (this.loops) return this.loops.addSlots(slots);
    this.loops = new WorkLoops();
    this.loops.on('error', (error) => this.emitSafe('error', error));
    this.loops.start({ queues: [this as never], slots });
  }

  private async eraseOlder(state: StoredState, before: number, limit: number): Promise<string[]> {
    const erased: string[] = [];
    for (;;) {
      const chunk = limit > 0 ? Math.min(CHUNK, limit - erased.length) : CHUNK;
      const ids = await this.file.write((transaction) =>
        this.table.clean(transaction, state, before, chunk, this.clock()),
      );
      erased.push(...ids);
      if (ids.length < chunk || erased.length === limit) return erased;
    }
  }

  private announceAdded(jobs: EmbeddedJob[]): void {
    const delayed = jobs.filter((job) => job.delay > 0);
    if (delayed.length > 0) this.announce('delayed');
    if (delayed.length === jobs.length) return;
    this.announce('ready');
    for (const job of jobs) if (job.delay === 0) this.emitSafe('waiting', job.id, null);
  }

  private announce(what: 'ready' | 'delayed'): void {
    this.doorbell.ring(`queue/${this.name}/${what}`);
  }

  private hear(topic: string): void {
    if (topic === ANY_TOPIC || topic === `queue/${this.name}/ready`) this.tellReady();
    if (topic === ANY_TOPIC || topic === `queue/${this.name}/delayed`) this.timers.lookAtDelayed();
  }

  private tellReady(): void {
    for (const listener of this.readyListeners) listener();
  }

  private async shutDown(doNotWaitJobs: boolean): Promise<void> {
    this.timers.stop();
    const stopped = this.loops?.stop();
    if (!doNotWaitJobs) await Promise.all([stopped, this.leases.whenIdle()]);
    this.leases.stop();
    this.unsubscribe();
    await this.ready.catch(() => {});
    await this.doorbell.close();
    await this.file.close();
    this.emitSafe('close');
  }

  private emitSafe(event: string, ...values: unknown[]): void {
    try {
      this.emit(event, ...values);
    } catch (error) {
      if (event !== 'error') this.emit('error', error);
    }
  }
}

function toStoredState(state: CleanState, paused: boolean): StoredState | null {
  if (state === 'wait') return paused ? null : 'waiting';
  if (state === 'paused') return paused ? 'waiting' : null;
  if (['completed', 'active', 'delayed', 'failed'].includes(state)) return state;
  throw new Error(`Cannot clean unknown queue type ${String(state)}`);
}
