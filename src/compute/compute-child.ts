import { fork, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { Failure, type FailureClass } from '../platform/failure.js';
import { residentBytesOf } from './process-memory.js';
import { MEMORY_CAP_NOTICE, type Assignment, type InterimReport, type Report } from './protocol.js';

const MEBIBYTE = 1024 * 1024;
/** The V8 heap's part of the memory cap; the rest is for the program itself, Buffers and native memory. */
const HEAP_SHARE = 0.75;
const STANDARD_ERROR_TAIL_BYTES = 4096;
/** How long to wait for the last words of a child that has ended. */
const LAST_WORDS_MS = 200;

/** Signals that a program does not raise on itself when it breaks, as it does SIGSEGV or SIGABRT. */
const OUTSIDE_SIGNALS: ReadonlySet<NodeJS.Signals> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

/** A fixed environment, so that no key or token of the parent is within reach of a parser. */
const ENVIRONMENT = { NODE_ENV: 'production', TZ: 'UTC', UV_THREADPOOL_SIZE: '2', OMP_NUM_THREADS: '1' };

export interface ComputeChildOptions {
  /** The compiled `child.js`. */
  entry: string;
  memoryLimitBytes: number;
  /** The child watches its own memory, where the parent cannot. */
  watchesItself: boolean;
}

/** Why the parent ends a child on purpose. */
export type StopCause = 'abort' | 'memory' | 'loading' | 'retired' | 'closing';

export interface TaskEvents {
  loaded(): void;
  report(report: InterimReport): void;
}

interface CurrentTask {
  assignment: Assignment;
  events: TaskEvents;
  resolve(output: unknown): void;
  reject(failure: Error): void;
}

/** An error thrown by a computation that did not expect it: its words are for the operator, never for a client. */
export class ComputationCrash extends Error {
  constructor(
    readonly thrownName: string,
    readonly thrownMessage: string,
    readonly thrownStack: string,
  ) {
    super(thrownMessage);
  }
}

/** The child's process ended because the parent stopped it. */
export class ChildStopped extends Error {
  constructor(readonly stopCause: StopCause) {
    super(`The compute child was stopped: ${stopCause}.`);
  }
}

/** The flag of Node that leaves a child's heap its share of the memory at which the child is ended. */
export function heapFlag(memoryLimitBytes: number): string {
  const mebibytes = Math.max(32, Math.floor((memoryLimitBytes * HEAP_SHARE) / MEBIBYTE));
  return `--max-old-space-size=${mebibytes}`;
}

/** One forked process that performs one task at a time. */
export class ComputeChild {
  /** Computations whose module is loaded, and with it their models. */
  readonly loaded = new Set<string>();
  /** Resolves when the process is really gone. */
  readonly gone: Promise<void>;
  tasks = 0;
  standardErrorTail = '';
  private readonly process: ChildProcess;
  private current: CurrentTask | null = null;
  private stopCause: StopCause | null = null;
  private reportedResidentBytes = 0;

  constructor(options: ComputeChildOptions) {
    this.process = fork(
      options.entry,
      [String(process.pid), options.watchesItself ? String(options.memoryLimitBytes) : ''],
      {
        env: ENVIRONMENT,
        execArgv: [heapFlag(options.memoryLimitBytes)],
        // Measured against JSON: the same for objects, six times faster and more for Buffers, no limit at tens of MB.
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
    this.gone = this.watchEnd();
    this.process.on('message', (report: Report) => this.receive(report));
    this.process.stderr?.on('data', (bytes: Buffer) => this.keepTail(bytes));
    this.lowerPriority();
  }

  get pid(): number | null {
    return this.process.pid ?? null;
  }

  get busy(): boolean {
    return this.current !== null;
  }

  get stopping(): boolean {
    return this.stopCause !== null;
  }

  /** Resident memory now, or as last reported where the system does not tell. */
  residentBytes(): number {
    return (this.pid === null ? null : residentBytesOf(this.pid)) ?? this.reportedResidentBytes;
  }

  /**
   * Performs one task. Rejects with the computation's own {@link Failure}, a {@link ComputationCrash}, a
   * {@link ChildStopped} (only after the process is gone) or the failure that an unexpected end stands for.
   */
  perform(assignment: Assignment, events: TaskEvents): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.current = { assignment, events, resolve, reject };
      // A send that fails means that the process is ending; its end settles the task.
      this.process.send(assignment, (error) => error && this.process.kill('SIGKILL'));
    });
  }

  /** Ends the process at once; resolves when it is gone. */
  stop(cause: StopCause): Promise<void> {
    this.stopCause ??= cause;
    this.process.kill('SIGKILL');
    return this.gone;
  }

  private receive(report: Report): void {
    const task = this.current;
    // What a stopped child still had in the pipe no longer counts.
    if (!task || this.stopCause) return;
    switch (report.kind) {
      case 'loaded':
        this.loaded.add(keyOf(task.assignment));
        return task.events.loaded();
      case 'progress':
      case 'kept':
      case 'warning':
        return task.events.report(report);
      case 'completed':
        return this.end(report.residentBytes, () => task.resolve(report.output));
      case 'failed':
        return this.end(report.residentBytes, () =>
          task.reject(new Failure(report.failureClass as FailureClass, report.message)),
        );
      case 'crashed':
        return this.end(report.residentBytes, () =>
          task.reject(new ComputationCrash(report.name, report.message, report.stack)),
        );
    }
  }

  private end(residentBytes: number, settle: () => void): void {
    this.reportedResidentBytes = residentBytes;
    this.tasks += 1;
    this.current = null;
    settle();
  }

  private watchEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        void this.lastWords().then(() => {
          this.failCurrent(code, signal);
          resolve();
        });
      });
      this.process.once('error', (error) => {
        if (this.process.pid !== undefined) return;
        this.current?.reject(
          new Failure('worker_lost', 'The analysis process could not be started.', { cause: error }),
        );
        this.current = null;
        this.stopCause ??= 'retired';
        resolve();
      });
    });
  }

  /** Waits for what an ended process left on standard error; a stopped one has nothing to say. */
  private lastWords(): Promise<void> {
    if (this.stopCause || !this.current) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_WORDS_MS);
      this.process.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private failCurrent(code: number | null, signal: NodeJS.Signals | null): void {
    const task = this.current;
    this.current = null;
    const stoppedFor = this.stopCause;
    this.stopCause ??= 'retired';
    task?.reject(stoppedFor ? new ChildStopped(stoppedFor) : this.unexpectedEnd(code, signal));
  }

  private unexpectedEnd(code: number | null, signal: NodeJS.Signals | null): Failure {
    const outOfMemory = /heap out of memory|Allocation failed/.test(this.standardErrorTail);
    if (outOfMemory || this.standardErrorTail.includes(MEMORY_CAP_NOTICE)) return outOfMemoryFailure();
    if (signal && OUTSIDE_SIGNALS.has(signal)) return killedFailure(signal);
    const cause = new Error(`The compute child ended by itself (code ${code}, signal ${signal}).`);
    return new Failure('bug', 'The analysis process ended unexpectedly.', { cause });
  }

  private keepTail(bytes: Buffer): void {
    this.standardErrorTail = (this.standardErrorTail + bytes.toString('utf8')).slice(
      -STANDARD_ERROR_TAIL_BYTES,
    );
  }

  private lowerPriority(): void {
    try {
      if (this.pid !== null) setPriority(this.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // Some systems forbid it; the work is then merely less polite to the API.
    }
  }
}

/** What makes a computation warm in a child. */
export function keyOf(computation: { module: string; name: string }): string {
  return `${computation.module}#${computation.name}`;
}

export function outOfMemoryFailure(): Failure {
  return new Failure('out_of_memory', 'The analysis needed more memory than a job may use.');
}

/** Somebody else ended the child: the system without memory as a rule, or an operator. Another attempt may fare better. */
function killedFailure(signal: NodeJS.Signals): Failure {
  const guess = signal === 'SIGKILL' ? ', probably because the machine ran out of memory' : '';
  const cause = new Error(`The compute child was killed by ${signal}${guess}.`);
  return new Failure('worker_lost', `The analysis process was killed by ${signal}${guess}.`, { cause });
}
