import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';

/** Changes of jobs as Redis announces them: one channel a watched job, one for cancels of running jobs. */
export class RedisAnnouncements {
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly cancels = new EventEmitter().setMaxListeners(0);
  private readonly changedChannel: string;
  private readonly cancelledChannel: string;

  constructor(
    private readonly subscriber: Redis,
    prefix: string,
  ) {
    this.changedChannel = `${prefix}:changed:`;
    this.cancelledChannel = `${prefix}:cancelled`;
    subscriber.on('message', this.dispatch);
  }

  /** Calls back after each change of one job; the subscription lasts as long as somebody watches. */
  async watch(id: string, listener: () => void): Promise<() => void> {
    this.changes.on(id, listener);
    await this.subscribe(this.changedChannel + id);
    return () => {
      this.changes.off(id, listener);
      if (this.changes.listenerCount(id) === 0) this.unsubscribe(this.changedChannel + id);
    };
  }

  /** Calls back when the connection was lost, from when on changes may have been missed. */
  onInterrupted(listener: () => void): void {
    this.subscriber.on('close', listener);
  }

  /** Tells those who watch the job in this process at once; the others hear it from Redis. */
  tell(id: string): void {
    this.changes.emit(id);
  }

  async onCancelled(listener: (id: string) => void): Promise<() => void> {
    this.cancels.on('cancelled', listener);
    await this.subscribe(this.cancelledChannel);
    return () => this.cancels.off('cancelled', listener);
  }

  close(): void {
    this.subscriber.off('message', this.dispatch);
    this.changes.removeAllListeners();
    this.cancels.removeAllListeners();
  }

  private readonly dispatch = (channel: string, message: string): void => {
    if (channel === this.cancelledChannel) this.cancels.emit('cancelled', message);
    else if (channel.startsWith(this.changedChannel))
      this.changes.emit(channel.slice(this.changedChannel.length));
  };

  // A subscription that fails now is made again by ioredis when it reconnects.
  private async subscribe(channel: string): Promise<void> {
    await this.subscriber.subscribe(channel).catch(() => undefined);
  }

  private unsubscribe(channel: string): void {
    this.subscriber.unsubscribe(channel).catch(() => undefined);
  }
}
