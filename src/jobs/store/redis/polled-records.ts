import type { JobRecord } from '../../record/record.js';

interface Polled {
  askedAt: number;
  /** Counts the announced changes, so that a read that was under way during one is not kept. */
  changes: number;
  record: JobRecord | null;
  listening: boolean;
  stop: (() => void) | null;
}

interface PolledRecordsOptions {
  /** Reads the record now. */
  read: (id: string) => Promise<JobRecord | null>;
  /** Calls back after each change of the job; resolves once it listens, with how to stop. */
  watch: (id: string, listener: () => void) => Promise<() => void>;
}

const MOST_RECORDS = 2_000;
/** A job that nobody asked about for so long is let go. */
const IDLE_MS = 10_000;

/**
 * The records of jobs that clients poll. From the second question within ten seconds on, the changes of the job are
 * listened to and its record is kept until one is announced; so polls of a job to which nothing happens cost no round trip.
 * An answer is as old as the announcement on its way, a few milliseconds.
 */
export class PolledRecords {
  private readonly polled = new Map<string, Polled>();
  private readonly sweep: NodeJS.Timeout;

  constructor(private readonly options: PolledRecordsOptions) {
    this.sweep = setInterval(() => this.letGo(Date.now() - IDLE_MS), IDLE_MS / 2);
    this.sweep.unref();
  }

  async get(id: string): Promise<JobRecord | null> {
    const polled = this.polled.get(id);
    if (!polled) {
      this.remember(id);
      return this.options.read(id);
    }
    polled.askedAt = Date.now();
    if (polled.record) return polled.record;
    if (!polled.stop) this.listen(id, polled);
    return this.readAndKeep(id, polled);
  }

  /** To be called when announcements may have been missed: everything is read anew. */
  forget(): void {
    this.letGo(Infinity);
  }

  close(): void {
    clearInterval(this.sweep);
    this.forget();
  }

  private remember(id: string): void {
    if (this.polled.size >= MOST_RECORDS) return;
    this.polled.set(id, { askedAt: Date.now(), changes: 0, record: null, listening: false, stop: null });
  }

  private listen(id: string, polled: Polled): void {
    let stopped = false;
    let unsubscribe: (() => void) | null = null;
    polled.stop = () => {
      stopped = true;
      unsubscribe?.();
    };
    const changed = (): void => {
      polled.changes++;
      polled.record = null;
    };
    void this.options.watch(id, changed).then((stop) => {
      unsubscribe = stop;
      if (stopped) stop();
      else polled.listening = true;
    });
  }

  private async readAndKeep(id: string, polled: Polled): Promise<JobRecord | null> {
    const { listening, changes } = polled;
    const record = await this.options.read(id);
    const isCurrent = listening && changes === polled.changes && this.polled.get(id) === polled;
    if (isCurrent) polled.record = record;
    return record;
  }

  private letGo(askedBefore: number): void {
    for (const [id, polled] of this.polled) {
      if (polled.askedAt >= askedBefore) continue;
      this.polled.delete(id);
      polled.record = null;
      polled.stop?.();
    }
  }
}
