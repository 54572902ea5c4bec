import { EventEmitter } from 'node:events';
import { ANY_TOPIC, type Doorbell, type SqliteFile } from '../../../platform/sqlite/index.js';

const TOPIC = 'jobs';

/**
 * Changes of jobs, announced within the process at once and to other processes by the doorbell. A ring names no job,
 * so a process then looks at those that somebody here watches or runs, by key.
 */
export class SqliteAnnouncements {
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly cancels = new EventEmitter().setMaxListeners(0);
  private readonly seen = new Map<string, number>();
  private readonly stopListening: () => void;
  private ringing = false;

  constructor(
    private readonly file: SqliteFile,
    private readonly doorbell: Doorbell,
  ) {
    this.stopListening = doorbell.onRing((topic) => {
      if (!this.ringing && (topic === TOPIC || topic === ANY_TOPIC)) this.look();
    });
  }

  /** Tells everybody that a job has changed; `cancelled` when it was running and must stop. */
  announce(id: string, cancelled: boolean): void {
    this.changes.emit(id);
    if (cancelled) this.cancels.emit('cancelled', id);
    this.ringing = true;
    this.doorbell.ring(TOPIC);
    this.ringing = false;
  }

  watch(id: string, listener: () => void): () => void {
    this.changes.on(id, listener);
    if (!this.seen.has(id)) this.seen.set(id, this.eventsOf(id));
    return () => {
      this.changes.off(id, listener);
      if (this.changes.listenerCount(id) === 0) this.seen.delete(id);
    };
  }

  onCancelled(listener: (id: string) => void): () => void {
    this.cancels.on('cancelled', listener);
    return () => this.cancels.off('cancelled', listener);
  }

  close(): void {
    this.stopListening();
    this.changes.removeAllListeners();
    this.cancels.removeAllListeners();
  }

  private look(): void {
    this.lookForChanges();
    if (this.cancels.listenerCount('cancelled') > 0) this.lookForCancels();
  }

  private lookForChanges(): void {
    for (const [id, events] of this.seen) {
      const now = this.eventsOf(id);
      if (now === events) continue;
      this.seen.set(id, now);
      this.changes.emit(id);
    }
  }

  // A job keeps its worker's name until that worker says that it stopped: these are the cancels still to be obeyed.
  private lookForCancels(): void {
    const rows = this.file.read((sql) =>
      sql.all<{ id: string }>("SELECT id FROM jobs WHERE state = 'cancelled' AND worker IS NOT NULL"),
    );
    for (const { id } of rows) this.cancels.emit('cancelled', id);
  }

  private eventsOf(id: string): number {
    const row = this.file.read((sql) =>
      sql.get<{ events: number }>('SELECT events FROM jobs WHERE id = ?', [id]),
    );
    return row?.events ?? -1;
  }
}
