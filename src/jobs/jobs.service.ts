import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { Failure, FAILURES } from '../platform/failure.js';
import { Problem } from '../platform/http/index.js';
import { currentRequestId } from '../platform/logging/index.js';
import { QueueEngine } from '../queue/index.js';
import { JobCatalogue } from './declaration/catalogue.js';
import type { InputOf, JobDeclaration } from './declaration/define-job.js';
import { filesOf } from './declaration/input-file.js';
import { isJobId, newJobId } from './record/job-id.js';
import { IdempotencyKeys, type Reservation } from './submit/idempotency.js';
import { JobPayloads } from './record/payloads.js';
import {
  isFinal,
  JOB_STATES,
  type JobRecord,
  type JobState,
  type TimelineLine,
  UNTOUCHED,
} from './record/record.js';
import { Placement } from './submit/placement.js';
import { Sealer } from './record/sealer.js';
import { Statistics } from './statistics/statistics.js';
import { JobStore, type NewJob } from './store/job-store.js';
import { Endings } from './running/endings.js';
import { JobWatch } from './job-watch.js';

/** The reconciler looks for a job that has not reached its queue after this time. */
const ENQUEUE_REVIEW_MS = 10_000;
/** How long a cancel waits for the word that the running attempt has really ended. */
const STOP_REPORT_MS = 3_000;

export interface SubmitOptions {
  owner: string;
  idempotency?: Reservation | undefined;
  /** Goes to the front of its queue. */
  urgent?: boolean;
}

export interface Submitted {
  record: JobRecord;
  /** The key was used before with the same content: this is the job of then. */
  replayed: boolean;
}

export interface ListQuery {
  owner: string;
  types?: string[];
  queue?: string;
  states?: readonly JobState[];
  limit: number;
  cursor?: string;
}

/** Everything one can do with jobs. Each call goes through one owner check; a foreign id looks like a missing one. */
@Injectable()
export class Jobs {
  constructor(
    private readonly store: JobStore,
    private readonly catalogue: JobCatalogue,
    private readonly payloads: JobPayloads,
    private readonly sealer: Sealer,
    private readonly keys: IdempotencyKeys,
    private readonly placement: Placement,
    private readonly watch: JobWatch,
    private readonly statistics: Statistics,
    private readonly engine: QueueEngine,
    private readonly endings: Endings,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * Accepts a job: writes its record, then puts it into its queue. Once this resolves the job is not lost.
   * Throws 503 with `Retry-After` when the queue is full, 422 when the idempotency key was used with another body.
   */
  async submit<Declaration extends JobDeclaration>(
    declaration: Declaration,
    input: InputOf<Declaration>,
    { owner, idempotency, urgent = false }: SubmitOptions,
  ): Promise<Submitted> {
    const key = idempotency && this.keys.bindingFor(idempotency, declaration.name, input);
    const earlier =
      key && idempotency?.bound && (await this.replay(idempotency.bound, key.fingerprint, owner));
    if (earlier) return { record: earlier, replayed: true };
    if (await this.isKnownToBeFull(declaration)) throw await this.queueFull(declaration);
    const record = this.newRecord(declaration, input, this.sealer.ownerKey(owner), { urgent });
    const placed = await this.placement.place(record, {
      maximumWaiting: this.configuration.queue.maximumSize,
      reviewAt: record.createdAt + ENQUEUE_REVIEW_MS,
      blobs: filesOf(input).map(([, file]) => file.reference),
      key,
    });
    if (placed === 'full') throw await this.queueFull(declaration);
    return { record: { ...record, sequence: 0, events: 1 }, replayed: false };
  }

  /**
   * Submits a job that follows from another one, for the same owner, under an id that is made from the other's: done twice, also
   * by two processes at once, it has the effect of once. The limit on waiting jobs does not hold for it.
   */
  async follow<Declaration extends JobDeclaration>(
    { owner, requestId }: Pick<JobRecord, 'owner' | 'requestId'>,
    declaration: Declaration,
    input: InputOf<Declaration>,
    id: string,
  ): Promise<void> {
    const record = { ...this.newRecord(declaration, input, owner, { id }), requestId };
    await this.placement.place(record, {
      maximumWaiting: Number.MAX_SAFE_INTEGER,
      reviewAt: record.createdAt + ENQUEUE_REVIEW_MS,
      unlessKnown: true,
    });
  }

  /**
   * The job of that id; 404 when there is none, or it is somebody else's, or not one of the types. 503 when it may have been taken
   * by another machine while Redis was away.
   */
  async get(id: string, owner: string, types?: readonly string[]): Promise<JobRecord> {
    return this.own(await this.known(id, () => this.store.get(id)), owner, types);
  }

  /** The same for a status that is polled: at most some milliseconds old, at next to no cost while nothing changes. */
  async glance(id: string, owner: string, types?: readonly string[]): Promise<JobRecord> {
    return this.own(await this.known(id, () => this.store.glance(id)), owner, types);
  }

  /** Waits until the job has ended, at most `timeoutMs`; resolves with the record as it is then. */
  async waitFor(record: JobRecord, timeoutMs: number, signal?: AbortSignal): Promise<JobRecord> {
    return this.watch.until(record, (current) => isFinal(current.state), timeoutMs, signal);
  }

  /**
   * Cancels a job. A waiting one never runs; a running one is stopped in whichever process runs it, and the answer
   * says how and how fast (`stoppedBy`, `stoppedInMs`; null when that process has not answered yet). 409 when it has ended.
   */
  async cancel(record: JobRecord): Promise<JobRecord> {
    const cancelled = await this.store.apply(record.id, {
      type: 'cancel',
      ...this.payloads.endOf(record),
    });
    if (cancelled.outcome === 'missing')
      throw new Problem(404, 'Job not found', 'There is no job with this id.');
    if (cancelled.outcome !== 'applied' || !cancelled.record)
      throw new Problem(
        409,
        'Job has ended',
        `The job is already ${'was' in cancelled ? cancelled.was : 'gone'}.`,
      );
    this.endings.tell(record);
    if (cancelled.was !== 'active') return { ...cancelled.record, stoppedBy: 'before_start', stoppedInMs: 0 };
    return this.watch.until(cancelled.record, (current) => current.stoppedBy !== null, STOP_REPORT_MS);
  }

  /** Starts a failed job afresh with all its attempts. 409 when it has not failed, 410 when its input is gone. */
  async retry(record: JobRecord): Promise<JobRecord> {
    if (record.state !== 'failed')
      throw new Problem(
        409,
        'Job has not failed',
        `Only a failed job can be retried; this one is ${record.state}.`,
      );
    if (!(await this.payloads.inputIsThere(record)))
      throw new Problem(410, 'Input is gone', 'The files of this job are no longer kept; submit it again.');
    const retried = await this.store.apply(record.id, {
      type: 'retry',
      reviewAt: Date.now() + ENQUEUE_REVIEW_MS,
    });
    if (retried.outcome !== 'applied' || !retried.record)
      throw new Problem(
        409,
        'Job has not failed',
        'The job was retried by somebody else at the same moment.',
      );
    await this.placement.enqueue(retried.record);
    return retried.record;
  }

  /** Whether the job was taken while Redis was away, and lies in a file of this machine. */
  isSpooled(record: JobRecord): boolean {
    return this.placement.isSpooled(record.id);
  }

  /** Removes a job, its files, its result and its timeline for good; a running one is cancelled first. */
  async erase(record: JobRecord): Promise<{ blobs: number }> {
    if (!isFinal(record.state)) await this.cancel(record);
    const last = (await this.store.get(record.id)) ?? record;
    const blobs = await this.payloads.removeBlobs(last);
    await this.store.erase(record.id);
    return { blobs };
  }

  /** One page of the owner's jobs, newest first. */
  async list(query: ListQuery): Promise<{ records: JobRecord[]; total: number; nextCursor: string | null }> {
    const known = this.catalogue
      .all()
      .filter((one) => !query.queue || this.catalogue.queueOf(one) === query.queue);
    const types = known.map(({ name }) => name).filter((name) => !query.types || query.types.includes(name));
    const { records, total } = await this.store.list({
      owner: this.sealer.ownerKey(query.owner),
      types,
      states: [...(query.states ?? JOB_STATES)],
      limit: query.limit + 1,
      before: query.cursor ?? null,
    });
    const page = records.slice(0, query.limit);
    return { records: page, total, nextCursor: records.length > query.limit ? page.at(-1)!.id : null };
  }

  timeline(record: JobRecord, after = 0): Promise<TimelineLine[]> {
    return this.store.timeline(record.id, after);
  }

  /** A signal raised at each change; for event streams. */
  changesOf(record: JobRecord): ReturnType<JobWatch['changesOf']> {
    return this.watch.changesOf(record.id);
  }

  inputOf<Input extends object>(record: JobRecord): Input {
    return this.payloads.inputOf<Input>(record);
  }

  resultOf(record: JobRecord): Promise<Record<string, unknown> | null> {
    return this.payloads.resultOf(record);
  }

  /** An artefact of a job as a stream; 404 when it has none of that name. */
  async artefactOf(record: JobRecord, name: string): Promise<Readable> {
    const artefact = await this.payloads.artefactOf(record, name);
    if (!artefact) throw new Problem(404, 'No such artefact', 'This job has nothing of that name.');
    return artefact;
  }

  /** The failure of a failed or cancelled job as an error; the HTTP layer knows its status. */
  failureOf(record: JobRecord): Failure {
    const failureClass = record.failureClass ?? 'bug';
    return new Failure(failureClass, record.error ?? FAILURES[failureClass].advice);
  }

  private async known(id: string, read: () => Promise<JobRecord | null>): Promise<JobRecord | null> {
    if (!isJobId(id)) return null;
    const record = await read();
    if (record || !this.placement.mayBeElsewhere(id)) return record;
    throw new Problem(
      503,
      'Job may be on its way',
      'Redis was away when a job of this id would have been taken. Another machine may still hold it; try again.',
      { headers: { 'Retry-After': '2' } },
    );
  }

  private own(record: JobRecord | null, owner: string, types: readonly string[] | undefined): JobRecord {
    if (!record || record.owner !== this.sealer.ownerKey(owner) || (types && !types.includes(record.type)))
      throw new Problem(404, 'Job not found', 'There is no job with this id.');
    return record;
  }

  private async replay(
    bound: NonNullable<Reservation['bound']>,
    fingerprint: string,
    owner: string,
  ): Promise<JobRecord | null> {
    if (bound.fingerprint !== fingerprint)
      throw new Problem(
        422,
        'Idempotency-Key was used for another request',
        'This Idempotency-Key belongs to a submit with other fields or files. Use a new key.',
      );
    const record = await this.store.get(bound.jobId);
    return record && record.owner === this.sealer.ownerKey(owner) ? record : null;
  }

  private newRecord(
    declaration: JobDeclaration,
    input: object,
    owner: string,
    { id = newJobId(), urgent = false }: { id?: string; urgent?: boolean },
  ): NewJob {
    const now = Date.now();
    return {
      id,
      type: declaration.name,
      queue: this.catalogue.queueOf(declaration),
      owner,
      state: 'waiting',
      maximumAttempts: declaration.attempts,
      urgent,
      createdAt: now,
      queuedAt: now,
      updatedAt: now,
      requestId: currentRequestId() ?? null,
      input: this.payloads.sealInput(id, input),
      // Last: V8 takes twenty times as long when fields follow a spread of so many.
      ...UNTOUCHED,
    };
  }

  /** A glance; the limit itself is kept where the job is placed. */
  private async isKnownToBeFull(declaration: JobDeclaration): Promise<boolean> {
    if (this.placement.isSpooling) return false;
    const { maximumSize } = this.configuration.queue;
    return this.statistics.isFull(this.catalogue.queueOf(declaration), maximumSize);
  }

  private async queueFull(declaration: JobDeclaration): Promise<Problem> {
    const retryAfter = await this.statistics.secondsUntilRoom(this.catalogue.queueOf(declaration));
    const limit = this.configuration.queue.maximumSize;
    return new Problem(
      503,
      'Queue is full',
      `The queue holds its limit of ${limit} waiting jobs. Try again later.`,
      {
        headers: { 'Retry-After': String(retryAfter) },
        members: { backend: this.engine.backend },
      },
    );
  }
}
