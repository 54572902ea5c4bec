import { Injectable } from '@nestjs/common';

/** Why an attempt ended from outside: not the job's own failure. */
export class AttemptStopped extends Error {
  constructor(readonly why: 'cancelled' | 'released') {
    super(why === 'cancelled' ? 'The job was cancelled' : 'The worker is stopping');
    this.name = 'AttemptStopped';
  }
}

export interface RunningAttempt {
  readonly id: string;
  readonly type: string;
  readonly controller: AbortController;
  /** When a stop was asked for (ms since the epoch). */
  stopAskedAt: number | null;
}

/** What this process is running now, and the ways to end it. */
@Injectable()
export class RunningJobs {
  private readonly attempts = new Map<string, RunningAttempt>();
  private readonly waiters: (() => void)[] = [];

  begin(id: string, type: string): RunningAttempt {
    const attempt = { id, type, controller: new AbortController(), stopAskedAt: null };
    this.attempts.set(id, attempt);
    return attempt;
  }

  end(attempt: RunningAttempt): void {
    if (this.attempts.get(attempt.id) === attempt) this.attempts.delete(attempt.id);
    if (this.attempts.size === 0) for (const resolve of this.waiters.splice(0)) resolve();
  }

  ids(): string[] {
    return [...this.attempts.keys()];
  }

  /** Ends one job's attempt here, if it runs here. */
  cancel(id: string): void {
    const attempt = this.attempts.get(id);
    if (attempt) stop(attempt, 'cancelled');
  }

  /** Ends all attempts; their jobs go back to the queue. */
  releaseAll(): void {
    for (const attempt of this.attempts.values()) stop(attempt, 'released');
  }

  /** Resolves when nothing runs. */
  whenIdle(): Promise<void> {
    if (this.attempts.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }
}

function stop(attempt: RunningAttempt, why: AttemptStopped['why']): void {
  if (attempt.controller.signal.aborted) return;
  attempt.stopAskedAt = Date.now();
  attempt.controller.abort(new AttemptStopped(why));
}
