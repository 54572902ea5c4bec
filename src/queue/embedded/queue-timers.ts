export interface QueueTimersOptions {
  settings: { guardInterval: number; stalledInterval: number };
  clock: () => number;
  promoteDue: () => Promise<number | null>;
  recoverStalled: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** What a queue does by itself in a process that works it: promote delayed jobs when they are due, take stalled ones back. */
export class QueueTimers {
  private stalled: NodeJS.Timeout | null = null;
  private delayed: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private lookAgain = false;
  private running = false;

  constructor(private readonly options: QueueTimersOptions) {}

  /** Keeps the process alive until {@link stop}, as Bull's connection does. */
  start(): void {
    if (this.running) return;
    this.running = true;
    const { stalledInterval } = this.options.settings;
    if (stalledInterval > 0) {
      this.stalled = setInterval(() => {
        void this.options.recoverStalled().catch(this.options.onError);
      }, stalledInterval);
    }
    this.lookAtDelayed();
  }

  stop(): void {
    this.running = false;
    if (this.stalled) clearInterval(this.stalled);
    if (this.delayed) clearTimeout(this.delayed);
  }

  /** A delayed job was added or changed: promote what is due, then sleep until the next one is. */
  lookAtDelayed(): void {
    if (!this.running) return;
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = this.look().finally(() => {
      this.looking = null;
      if (this.lookAgain) {
        this.lookAgain = false;
        this.lookAtDelayed();
      }
    });
  }

  private async look(): Promise<void> {
    const { promoteDue, onError, clock, settings } = this.options;
    const next = await promoteDue().catch((error: unknown) => {
      onError(error);
      return null;
    });
    if (!this.running) return;
    // The guard also catches a clock that was set forward.
    const pause = Math.min(next === null ? Infinity : next - clock(), settings.guardInterval);
    if (this.delayed) clearTimeout(this.delayed);
    this.delayed = setTimeout(() => this.lookAtDelayed(), Math.max(1, pause));
  }
}
