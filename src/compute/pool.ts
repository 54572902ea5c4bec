import { fileURLToPath } from 'node:url';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Failure } from '../platform/failure.js';
import type { ComputationReference, ComputeProgress } from './computation/index.js';
import { ChildStopped, ComputationCrash, ComputeChild, keyOf, outOfMemoryFailure } from './compute-child.js';
import { CAN_READ_OTHER_PROCESSES } from './process-memory.js';
import type { Assignment, InterimReport } from './protocol.js';
import { TaskLine } from './task-line.js';

const MEMORY_CHECK_INTERVAL_MS = 100;
/** A child that keeps more than this part of its cap after a task is replaced before the next. */
const RETIREMENT_SHARE = 0.75;
const DEFAULT_LOAD_LIMIT_MS = 30_000;

export interface ComputePoolOptions {
  /** Children at most, and so computations at once. */
  concurrency: number;
  /** A child is replaced after so many tasks. */
  maximumTasksPerChild: number;
  /** Cap on the resident memory of one child. */
  childMemoryLimitBytes: number;
  /** Path of the compiled child program; by default the one beside this file. */
  entry?: string;
  /** Who watches a child's memory; by default the parent where the system lets it. */
  memoryWatch?: 'parent' | 'child';
}

/** How a broken-off computation was ended, and how long that took from the abort to the process being gone. */
export interface StopReport {
  stoppedBy: 'kill' | 'before_start';
  milliseconds: number;
}

export interface RunOptions {
  /** Aborting it ends the computation: the run then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Goes before tasks that are not preferred (a single analysis before batch work). */
  preferred?: boolean;
  /** Number of the job's attempt, handed to the computation; default 1. */
  attempt?: number;
  /** Limit for starting a child, importing the module and what it loads at its top level; default 30 s. */
  loadLimitMs?: number;
  onProgress?: (update: ComputeProgress) => void;
  /** The same under the name that a job's task has it, so that a task can be passed whole. */
  progress?: (update: ComputeProgress) => void;
  /** Stores what the computation hands over before its end, as a job's task does; by default it is dropped. */
  keepArtefact?: (name: string, body: Uint8Array) => Promise<void>;
  /** By default a line in the log. */
  onWarning?: (message: string) => void;
  /** Called once after an abort, before the run rejects. */
  onStopped?: (report: StopReport) => void;
}

export interface ComputeStatistics {
  children: number;
  busy: number;
  waiting: number;
  pids: number[];
  /** Resident bytes of all children together. */
  residentBytes: number;
  tasksDone: number;
  recycled: number;
  killed: number;
}

interface PoolTask {
  assignment: Assignment;
  options: RunOptions;
  preferred: boolean;
  child: ComputeChild | null;
  abortedAt: number;
  /** What it handed over and is being stored. */
  stores: Promise<void>[];
  abort(): void;
  resolve(output: unknown): void;
  reject(reason: unknown): void;
}

/**
 * Child processes for everything that opens a user's file or burns CPU.
 *
 * Children are forked when first needed, kept warm, do one task at a time and are replaced after a number of tasks, when
 * they keep too much memory, or after a kill. A task that must end (abort, memory cap, loading limit) ends by SIGKILL.
 */
export class ComputePool implements OnApplicationShutdown {
  private readonly logger = new Logger(ComputePool.name);
  private readonly children = new Set<ComputeChild>();
  private readonly leaving = new Set<Promise<void>>();
  private readonly line = new TaskLine<PoolTask>();
  private memoryTimer: NodeJS.Timeout | null = null;
  private closed = false;
  private tasksDone = 0;
  private recycled = 0;
  private killed = 0;

  constructor(private readonly options: ComputePoolOptions) {}

  /**
   * Runs a computation in a child and resolves with its output. Waits while all children are busy.
   *
   * Rejects with the computation's own {@link Failure}; with `out_of_memory` when the child passed its cap; with `worker_lost`
   * when something else killed the child; with `bug` (the details in the log only) for anything it did not expect; with
   * `model_unavailable` when loading took too long; with the signal's reason after an abort, once the process is gone.
   */
  run<Input, Output>(
    computation: ComputationReference<Input, Output>,
    input: Input,
    options: RunOptions = {},
  ): Promise<Output> {
    const { module, name } = computation;
    return new Promise<unknown>((resolve, reject) => {
      const task: PoolTask = {
        assignment: { module, name, input, attempt: options.attempt ?? 1 },
        options,
        preferred: options.preferred ?? false,
        child: null,
        abortedAt: 0,
        stores: [],
        abort: () => this.abort(task),
        resolve,
        reject,
      };
      this.enqueue(task);
    }) as Promise<Output>;
  }

  stats(): ComputeStatistics {
    const children = [...this.children];
    return {
      children: children.length,
      busy: children.filter((child) => child.busy).length,
      waiting: this.line.length,
      pids: children.flatMap((child) => child.pid ?? []),
      residentBytes: children.reduce((sum, child) => sum + child.residentBytes(), 0),
      tasksDone: this.tasksDone,
      recycled: this.recycled,
      killed: this.killed,
    };
  }

  /** Refuses what waits, kills every child and resolves when all are gone. */
  async close(): Promise<void> {
    this.closed = true;
    for (let task = this.line.next(); task; task = this.line.next()) task.reject(stoppingFailure());
    for (const child of this.children) void child.stop('closing');
    await Promise.all([...[...this.children].map((child) => child.gone), ...this.leaving]);
    this.stopWatchingMemory();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private enqueue(task: PoolTask): void {
    const { signal } = task.options;
    if (this.closed) return task.reject(stoppingFailure());
    if (signal?.aborted) return this.rejectBeforeStart(task);
    signal?.addEventListener('abort', task.abort, { once: true });
    this.line.add(task);
    this.dispatch();
  }

  private abort(task: PoolTask): void {
    task.abortedAt = performance.now();
    if (this.line.remove(task)) return this.rejectBeforeStart(task);
    void task.child?.stop('abort');
  }

  private rejectBeforeStart(task: PoolTask): void {
    task.options.onStopped?.({ stoppedBy: 'before_start', milliseconds: 0 });
    task.reject(task.options.signal?.reason);
  }

  private dispatch(): void {
    while (this.line.length > 0 && !this.closed) {
      const idle = [...this.children].filter((child) => !child.busy && !child.stopping);
      if (idle.length === 0 && this.children.size >= this.options.concurrency) return;
      void this.perform(this.line.next()!, idle);
    }
  }

  private async perform(task: PoolTask, idle: ComputeChild[]): Promise<void> {
    const { signal, loadLimitMs = DEFAULT_LOAD_LIMIT_MS } = task.options;
    let loading: NodeJS.Timeout | undefined;
    try {
      const child = idle.find((one) => one.loaded.has(keyOf(task.assignment))) ?? idle[0] ?? this.fork();
      task.child = child;
      loading = setTimeout(() => void child.stop('loading'), loadLimitMs);
      this.watchMemory();
      const output = await child.perform(task.assignment, {
        loaded: () => clearTimeout(loading),
        report: (report) => this.passOn(task, report),
      });
      await Promise.all(task.stores);
      this.tasksDone += 1;
      task.resolve(output);
    } catch (error) {
      // Once the attempt is settled nothing more can be kept for the next.
      await Promise.all(task.stores);
      task.reject(this.reasonFor(error, task));
    } finally {
      clearTimeout(loading);
      signal?.removeEventListener('abort', task.abort);
      if (task.child) this.release(task.child);
    }
  }

  private fork(): ComputeChild {
    const child = new ComputeChild({
      entry: this.options.entry ?? fileURLToPath(new URL('./child.js', import.meta.url)),
      memoryLimitBytes: this.options.childMemoryLimitBytes,
      watchesItself: !this.parentWatchesMemory(),
    });
    this.children.add(child);
    void child.gone.then(() => {
      this.children.delete(child);
      this.dispatch();
    });
    return child;
  }

  private passOn(task: PoolTask, report: InterimReport): void {
    const { onProgress, progress, onWarning } = task.options;
    try {
      if (report.kind === 'progress') (onProgress ?? progress)?.(report.update);
      else if (report.kind === 'kept') this.store(task, report);
      else if (onWarning) onWarning(report.message);
      else this.logger.warn(`${task.assignment.name}: ${report.message}`);
    } catch (error) {
      // A listener that throws must not end the process that hosts every other task.
      this.logger.error(
        `A listener of ${task.assignment.name} threw`,
        error instanceof Error ? error.stack : undefined,
      );
    }
  }

  /** What cannot be kept costs a later attempt time; it must not cost this one its result. */
  private store(task: PoolTask, { name, body }: Extract<InterimReport, { kind: 'kept' }>): void {
    const { keepArtefact, signal } = task.options;
    const stored = keepArtefact?.(name, body).catch((error: unknown) => {
      if (!signal?.aborted)
        this.logger.warn(`${task.assignment.name}: "${name}" could not be kept: ${String(error)}`);
    });
    if (stored) task.stores.push(stored);
  }

  /** After a task: the child is free again, replaced because it is worn, or about to be forgotten because it ended. */
  private release(child: ComputeChild): void {
    if (!child.stopping && this.isWorn(child)) this.retire(child);
    if (![...this.children].some((other) => other.busy)) this.stopWatchingMemory();
    this.dispatch();
  }

  private isWorn(child: ComputeChild): boolean {
    if (child.tasks >= this.options.maximumTasksPerChild) return true;
    return child.residentBytes() > this.options.childMemoryLimitBytes * RETIREMENT_SHARE;
  }

  private retire(child: ComputeChild): void {
    this.recycled += 1;
    this.children.delete(child);
    const leaving = child.stop('retired').finally(() => this.leaving.delete(leaving));
    this.leaving.add(leaving);
  }

  /** What the run rejects with, for what the child did or suffered. */
  private reasonFor(error: unknown, task: PoolTask): unknown {
    if (error instanceof ChildStopped) return this.reasonForStop(error, task);
    if (error instanceof ComputationCrash) return this.reasonForCrash(error, task);
    if (error instanceof Failure) {
      this.logUnexpectedEnd(error, task);
      return error;
    }
    return new Failure('worker_lost', 'The analysis process could not be started.', { cause: error });
  }

  private reasonForStop({ stopCause }: ChildStopped, task: PoolTask): unknown {
    this.killed += 1;
    if (stopCause === 'memory') return outOfMemoryFailure();
    if (stopCause === 'loading')
      return new Failure('model_unavailable', 'The analysis could not be loaded in time.');
    if (stopCause !== 'abort') return stoppingFailure();
    task.options.onStopped?.({ stoppedBy: 'kill', milliseconds: performance.now() - task.abortedAt });
    return task.options.signal?.reason;
  }

  private reasonForCrash(crash: ComputationCrash, task: PoolTask): Failure {
    const { name } = task.assignment;
    if (/allocation failed/i.test(crash.thrownMessage)) return outOfMemoryFailure();
    this.logger.error(`${name} threw ${crash.thrownName}`, framesOf(crash.thrownStack));
    this.logger.debug(`${name} threw ${crash.thrownName}: ${crash.thrownMessage}`);
    return new Failure('bug', 'The analysis failed because of an unexpected error.', { cause: crash });
  }

  private logUnexpectedEnd(failure: Failure, task: PoolTask): void {
    if (!(failure.cause instanceof Error)) return;
    const lastWords = task.child?.standardErrorTail || 'none';
    this.logger.error(`${task.assignment.name}: ${failure.cause.message} Last words: ${lastWords}`);
  }

  private parentWatchesMemory(): boolean {
    return this.options.memoryWatch ? this.options.memoryWatch === 'parent' : CAN_READ_OTHER_PROCESSES;
  }

  private watchMemory(): void {
    if (!this.parentWatchesMemory()) return;
    this.memoryTimer ??= setInterval(() => this.enforceMemoryCap(), MEMORY_CHECK_INTERVAL_MS).unref();
  }

  private enforceMemoryCap(): void {
    for (const child of this.children) {
      if (child.busy && child.residentBytes() > this.options.childMemoryLimitBytes) void child.stop('memory');
    }
  }

  private stopWatchingMemory(): void {
    if (this.memoryTimer) clearInterval(this.memoryTimer);
    this.memoryTimer = null;
  }
}

function stoppingFailure(): Failure {
  return new Failure('worker_lost', 'The worker is stopping; the job goes to another one.');
}

/** A stack without its first lines, which repeat the message and with it perhaps words of the document. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
