import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const START_LIMIT_MS = 30_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A built program of the project as a real child process; keeps every line that it writes. */
export class Program {
  readonly lines: string[] = [];
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly waiters = new Set<() => void>();

  /**
   * @param file below `dist`
   * @param environment the whole environment besides PATH: the developer's own settings stay out
   * @param directory working directory, whose `.env` would be read
   */
  constructor(
    file: string,
    flags: readonly string[],
    environment: Record<string, string>,
    directory: string,
  ) {
    const { PATH = '', TMPDIR = '/tmp' } = process.env;
    this.child = spawn(process.execPath, [DIST + file, ...flags], {
      cwd: directory,
      env: { PATH, TMPDIR, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.collect(this.child.stdout!);
    this.collect(this.child.stderr!);
    this.exited = once(this.child, 'close').then(([code, signal]) => {
      for (const wake of this.waiters) wake();
      return { code, signal } as Exit;
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Everything written so far, standard output and errors together. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** The first line that matches, also one written before; rejects when the program ends or the time is over first. */
  async line(pattern: RegExp, limitMs = START_LIMIT_MS): Promise<RegExpExecArray> {
    const deadline = AbortSignal.timeout(limitMs);
    for (let next = 0; ;) {
      for (; next < this.lines.length; next += 1) {
        const match = pattern.exec(this.lines[next]!);
        if (match) return match;
      }
      if (!this.isRunning) throw new Error(`The program ended without ${pattern}:\n${this.output}`);
      if (deadline.aborted) throw new Error(`No line ${pattern} within ${limitMs} ms:\n${this.output}`);
      await this.nextLine(deadline);
    }
  }

  /** Process ids of the children that it has now. */
  children(): number[] {
    const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(this.pid)], { encoding: 'utf8' });
    return stdout.split(/\s+/).filter(Boolean).map(Number);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends the program as a crash would, and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks the program to stop and waits until it has. */
  async stop(): Promise<Exit> {
    if (this.isRunning) this.child.kill('SIGTERM');
    return this.exited;
  }

  private nextLine(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiters.delete(wake);
        deadline.removeEventListener('abort', wake);
        resolve();
      };
      this.waiters.add(wake);
      deadline.addEventListener('abort', wake);
    });
  }

  private collect(stream: NodeJS.ReadableStream): void {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop()!;
      this.lines.push(...parts);
      for (const wake of this.waiters) wake();
    });
  }
}
