import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Job } from 'bull';
import type { StopReport } from '../../compute/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Failure, FAILURES, toFailure } from '../../platform/failure.js';
import { requestContext } from '../../platform/logging/index.js';
import { backoffDelay, type JobDeclaration } from '../declaration/define-job.js';
import { JobPayloads } from '../record/payloads.js';
import { ProgressTracker } from './progress-tracker.js';
import type { QueuePayload } from '../submit/queue-entries.js';
import { isFinal, type JobRecord, type StoppedBy } from '../record/record.js';
import { Endings } from './endings.js';
import { AttemptStopped, RunningJobs, type RunningAttempt } from './running-jobs.js';
import { JobStore, type Applied } from '../store/job-store.js';
import type { Task } from '../declaration/task.js';
import type { JobEvent } from '../record/transition.js';
import { WorkerTally } from '../workers/worker-tally.js';

/** Thrown to the queue engine, whose custom backoff `assay` reads the delay: the job comes back, the record knows why. */
export class ComeBack extends Error {
  constructor(readonly retryDelayMs: number) {
    super('The job goes back to its queue');
  }
}

/** A job whose worker vanished this often is given up: it may be what kills them. */
const MAXIMUM_LOSSES = 3;
/** How long after its hard limit the reconciler looks at a running job. */
const REVIEW_MARGIN_MS = 60_000;
/** A job of which the store cannot be asked or told comes back after this time. */
const AWAY_PAUSE_MS = 1_000;
const UNKNOWN_PAUSE_MS = 30_000;
/** A quarter of an hour, from the first time a process did not know the job. */
const UNKNOWN_TRIES = 30;
const SETTLE_PAUSES_MS = [200, 500, 1_000, 2_000, 4_000];
const PROGRESS_INTERVAL_MS = 200;
/** A handler that ignores its signal is left behind after this time. */
const STOP_PATIENCE_MS = 2_000;

interface Attempt extends RunningAttempt {
  readonly record: JobRecord;
  readonly declaration: JobDeclaration;
  stoppedBy: StoppedBy;
}

type Outcome = { result: unknown } | { error: unknown };

/** Runs one attempt of a job: claims the record, performs, settles. The engine only ever hears "done" or "comes back". */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly store: JobStore,
    private readonly payloads: JobPayloads,
    private readonly running: RunningJobs,
    private readonly tally: WorkerTally,
    private readonly endings: Endings,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.stopListening = await this.store.onCancelled((id) => this.running.cancel(id));
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** The life of an attempt. Rejects with {@link ComeBack} when the job must be claimed again. */
  async run(
    declaration: JobDeclaration,
    job: Job<QueuePayload>,
    handler: (task: Task) => unknown,
  ): Promise<void> {
    await comingBackWhenAway(this.runOnce(declaration, job, handler));
  }

  private async runOnce(
    declaration: JobDeclaration,
    job: Job<QueuePayload>,
    handler: (task: Task) => unknown,
  ): Promise<void> {
    const record = await this.claim(declaration, job.data.id);
    if (!record || (await this.giveUpIfLostTooOften(record))) return;
    await requestContext.run({ requestId: record.requestId ?? record.id }, async () => {
      const attempt = this.begin(declaration, record);
      try {
        const outcome = await this.perform(attempt, handler);
        if ('error' in outcome) await this.settleFailure(attempt, outcome.error);
        else await this.complete(attempt, outcome.result);
      } finally {
        this.running.end(attempt);
      }
    });
  }

  /**
   * A job whose type this process does not know, as happens while a newer release is being rolled out: it goes back for a
   * process that does, with an alarm, and becomes a dead letter after a quarter of an hour. It never counts as done.
   */
  async putBackUnknown(job: Job<QueuePayload>): Promise<void> {
    await comingBackWhenAway(this.putBackOnce(job));
  }

  private async putBackOnce(job: Job<QueuePayload>): Promise<void> {
    const record = await this.store.get(job.data.id);
    if (!record || isFinal(record.state)) return;
    this.logger.error(`No handler for jobs of the type "${record.type}" in this process (job ${record.id})`);
    if (job.attemptsMade < UNKNOWN_TRIES) throw new ComeBack(UNKNOWN_PAUSE_MS);
    await this.store.apply(record.id, {
      type: 'give_up',
      failureClass: 'bug',
      error: `No worker knows jobs of the type "${record.type}".`,
      ...this.payloads.endOf(record),
    });
    this.endings.tell(record);
  }

  /** Limits of one attempt in ms. */
  limitsOf(declaration: JobDeclaration): { soft: number; hard: number } {
    const { softLimitMs, hardLimitMs } = this.configuration.jobs;
    return declaration.limits ?? { soft: softLimitMs, hard: hardLimitMs };
  }

  /** The record when this attempt may run; null when the job was cancelled, settled or erased meanwhile. */
  private async claim(declaration: JobDeclaration, id: string): Promise<JobRecord | null> {
    const reviewAt = Date.now() + this.limitsOf(declaration).hard + REVIEW_MARGIN_MS;
    const worker = this.configuration.worker.id;
    const claimed = await this.store.apply(id, { type: 'claim', worker, reviewAt });
    if (claimed.outcome === 'applied') return claimed.record;
    this.logger.debug(`Job ${id} is not to be run: ${claimed.outcome}`);
    return null;
  }

  private async giveUpIfLostTooOften(record: JobRecord): Promise<boolean> {
    if (record.losses <= MAXIMUM_LOSSES) return false;
    this.logger.error(`Job ${record.id} lost its worker ${record.losses} times and is given up`);
    await this.store.apply(record.id, {
      type: 'give_up',
      failureClass: 'worker_lost',
      error: `The job's worker went away ${record.losses} times.`,
      ...this.payloads.endOf(record),
    });
    this.endings.tell(record);
    return true;
  }

  private begin(declaration: JobDeclaration, record: JobRecord): Attempt {
    this.logger.log(`Processing job ${record.id} (${record.type}, attempt ${record.attempts})`);
    return Object.assign(this.running.begin(record.id, record.type), {
      record,
      declaration,
      stoppedBy: 'signal' as const,
    });
  }

  private startTimers(attempt: Attempt): () => void {
    const { soft, hard } = this.limitsOf(attempt.declaration);
    const softTimer = setTimeout(() => void this.reachSoftLimit(attempt, soft), soft);
    const hardTimer = setTimeout(
      () =>
        attempt.controller.abort(
          new Failure('time_limit', `The job ran longer than its limit of ${hard / 1000} s.`),
        ),
      hard,
    );
    return () => {
      clearTimeout(softTimer);
      clearTimeout(hardTimer);
    };
  }

  private async reachSoftLimit(attempt: Attempt, limitMs: number): Promise<void> {
    this.logger.warn(`Job ${attempt.id} passed its soft time limit of ${limitMs / 1000} s`);
    const { token } = attempt.record;
    await this.store.apply(attempt.id, { type: 'soft_limit', token, limitMs }).catch(() => undefined);
  }

  private async perform(attempt: Attempt, handler: (task: Task) => unknown): Promise<Outcome> {
    const stopTimers = this.startTimers(attempt);
    try {
      return { result: await this.handleOrStop(attempt, handler) };
    } catch (error) {
      // What a handler throws on its way out says less than why it was told to go.
      const { signal } = attempt.controller;
      return { error: signal.aborted ? signal.reason : error };
    } finally {
      stopTimers();
    }
  }

  private async handleOrStop(attempt: Attempt, handler: (task: Task) => unknown): Promise<unknown> {
    const { signal } = attempt.controller;
    const work = Promise.resolve().then(() => handler(this.taskOf(attempt)));
    const stopped = new Promise<never>((_resolve, reject) => {
      const giveUp = (): unknown => setTimeout(() => reject(signal.reason), STOP_PATIENCE_MS).unref();
      signal.addEventListener('abort', giveUp, { once: true });
    });
    const result = await Promise.race([work, stopped]);
    signal.throwIfAborted();
    return result;
  }

  private taskOf(attempt: Attempt): Task {
    const { record, declaration, controller } = attempt;
    return {
      id: record.id,
      type: record.type,
      input: this.payloads.inputOf(record),
      attempt: record.attempts,
      requestId: record.requestId,
      signal: controller.signal,
      progress: this.reporter(attempt, new ProgressTracker(declaration.steps, record.progress?.percent)),
      keepArtefact: (name, body) => this.payloads.keepArtefact(record, name, body),
      artefact: (name) => this.payloads.artefactOf(record, name),
      artefactNames: () => this.payloads.artefactNamesOf(record),
      onStopped: ({ stoppedBy }: StopReport) =>
        (attempt.stoppedBy = stoppedBy === 'kill' ? 'kill' : 'signal'),
    };
  }

  /** Reports at most five times a second, but always a new step, so that a timeline stays short and true. */
  private reporter(attempt: Attempt, tracker: ProgressTracker): Task['progress'] {
    let lastAt = 0;
    let lastStep: string | undefined;
    return (update) => {
      const progress = tracker.next(update);
      const now = Date.now();
      if (attempt.controller.signal.aborted) return;
      if (progress.step === lastStep && now - lastAt < PROGRESS_INTERVAL_MS) return;
      lastAt = now;
      lastStep = progress.step;
      const { token } = attempt.record;
      this.store
        .apply(attempt.id, { type: 'progress', token, progress })
        .catch((error: unknown) =>
          this.logger.debug(`Progress of job ${attempt.id} was not stored: ${error}`),
        );
    };
  }

  private async complete(attempt: Attempt, result: unknown): Promise<void> {
    const { record } = attempt;
    const finishedAt = Date.now();
    const stored = await this.payloads.storeResult(record, result, finishedAt);
    const settled = await this.settle(record.id, {
      type: 'complete',
      token: record.token,
      ...stored,
      ...this.payloads.endOf(record),
    });
    if (settled.outcome === 'applied') {
      this.tally.processed += 1;
      this.endings.tell(record);
      this.logger.log(`Job ${record.id} completed in ${finishedAt - record.claimedAt!} ms`);
      return;
    }
    await this.payloads.dropResult(stored);
    await this.noteStopped(attempt, settled.outcome);
  }

  private async settleFailure(attempt: Attempt, error: unknown): Promise<void> {
    if (error instanceof AttemptStopped) return this.settleStop(attempt, error);
    const failure = toFailure(error);
    this.logFailure(attempt, failure);
    if (FAILURES[failure.failureClass].retryHelps && attempt.record.attempts < attempt.record.maximumAttempts)
      return this.postpone(attempt, failure);
    const { record } = attempt;
    const settled = await this.settle(record.id, {
      type: 'fail',
      token: record.token,
      failureClass: failure.failureClass,
      error: failure.message,
      ...this.payloads.endOf(record),
    });
    if (settled.outcome !== 'applied') return this.noteStopped(attempt, settled.outcome);
    this.tally.failed += 1;
    this.endings.tell(record);
  }

  private async postpone(attempt: Attempt, failure: Failure): Promise<void> {
    const { record, declaration } = attempt;
    const delay = backoffDelay(declaration.backoff, record.failedAttempts + 1);
    const dueAt = Date.now() + delay;
    const settled = await this.settle(record.id, {
      type: 'postpone',
      token: record.token,
      failureClass: failure.failureClass,
      error: failure.message,
      dueAt,
      reviewAt: dueAt + REVIEW_MARGIN_MS,
    });
    if (settled.outcome !== 'applied') return this.noteStopped(attempt, settled.outcome);
    this.tally.retried += 1;
    throw new ComeBack(delay);
  }

  private async settleStop(attempt: Attempt, { why }: AttemptStopped): Promise<void> {
    const { id, token } = attempt.record;
    if (why === 'cancelled') return this.noteStopped(attempt, 'refused');
    const released = await this.settle(id, {
      type: 'release',
      token,
      reviewAt: Date.now() + REVIEW_MARGIN_MS,
    });
    this.logger.log(`Job ${id} goes back to its queue, as this worker stops`);
    if (released.outcome === 'applied') throw new ComeBack(0);
  }

  /** A settle that came too late: tells the record how its cancelled attempt ended. */
  private async noteStopped(attempt: Attempt, outcome: 'refused' | 'fenced' | 'missing'): Promise<void> {
    if (outcome !== 'refused') {
      this.logger.warn(`Job ${attempt.id} was taken over by another attempt; this one's outcome is dropped`);
      return;
    }
    const milliseconds = Date.now() - (attempt.stopAskedAt ?? Date.now());
    await this.settle(attempt.id, { type: 'stopped', by: attempt.stoppedBy, milliseconds });
    this.logger.log(`Job ${attempt.id} stopped by ${attempt.stoppedBy} within ${milliseconds} ms`);
  }

  /** Applies an event, with patience while the store is away: the work behind it may have been dear. */
  private async settle(id: string, event: JobEvent): Promise<Applied> {
    for (const pause of SETTLE_PAUSES_MS) {
      try {
        return await this.store.apply(id, event);
      } catch (error) {
        if (toFailure(error).failureClass !== 'dependency_down') throw error;
        this.logger.warn(`The outcome of job ${id} could not be stored; trying again in ${pause} ms`);
        await sleep(pause);
      }
    }
    return this.store.apply(id, event);
  }

  private logFailure(attempt: Attempt, failure: Failure): void {
    const words = `Job ${attempt.id} failed (${failure.failureClass}, attempt ${attempt.record.attempts}): ${failure.message}`;
    const cause = failure.cause instanceof Error ? failure.cause.stack : undefined;
    if (failure.failureClass === 'bug') this.logger.error(words, cause);
    else this.logger.warn(words);
  }
}

/** An attempt that could not reach the store is no end of the job: its place in the queue must not go. */
async function comingBackWhenAway(attempt: Promise<void>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    throw toFailure(error).failureClass === 'dependency_down' ? new ComeBack(AWAY_PAUSE_MS) : error;
  }
}
