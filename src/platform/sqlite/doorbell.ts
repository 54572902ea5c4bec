import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  watch,
  writeSync,
  type FSWatcher,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { SqliteFile } from './sqlite-file.js';

export interface DoorbellOptions {
  /** How often the database is asked whether another process has committed, where the operating system told us nothing. */
  pollIntervalMs?: number;
}

type RingListener = (topic: string) => void;

/** The topic with which listeners are called when something changed and nobody said what. */
export const ANY_TOPIC = '*';

const QUIET_MS = 5;
/** A living process whose bell was swept is still heard, at the poll interval. */
const LEFT_OVER_MS = 7 * 24 * 3_600_000;
const BYTE = Buffer.from('.');

const opened = new Map<string, { doorbell: Doorbell; users: number }>();

/**
 * Wakes the other processes of this machine that use the same SQLite file, at next to no cost while nothing happens:
 * `ring` touches a small file beside the database, the others watch that directory. A slow look at the database's own
 * change counter catches what a watch misses.
 */
export class Doorbell {
  private readonly directory: string;
  private readonly listeners = new Set<RingListener>();
  private readonly bells = new Map<string, Bell>();
  private readonly file: SqliteFile;
  private readonly poll: NodeJS.Timeout;
  private watcher: FSWatcher | null;
  private lastVersion: number;
  private readonly ownMark = `@${process.pid}-${randomBytes(4).toString('hex')}`;
  private closed = false;

  private constructor(
    private readonly path: string,
    options: DoorbellOptions,
  ) {
    this.directory = `${path}.bells`;
    mkdirSync(this.directory, { recursive: true });
    this.sweep();
    this.file = SqliteFile.open(path);
    this.lastVersion = this.file.dataVersion();
    this.watcher = this.watchDirectory();
    this.poll = setInterval(() => this.lookForChanges(), options.pollIntervalMs ?? 1_000);
    this.poll.unref();
  }

  /** The doorbell of that database, shared by everyone in this process; each `open` needs its own `close`. */
  static open(path: string, options: DoorbellOptions = {}): Doorbell {
    const key = resolve(path);
    const shared = opened.get(key);
    if (shared) {
      shared.users++;
      return shared.doorbell;
    }
    const doorbell = new Doorbell(key, options);
    opened.set(key, { doorbell, users: 1 });
    return doorbell;
  }

  /** Tells the listeners of this process at once and those of the others within milliseconds. Ring after the commit. */
  ring(topic: string): void {
    if (this.closed) return;
    this.tell(topic);
    this.bell(topic).ring();
  }

  /**
   * Calls `listener` with the topic that was rung, by this process or another, or with {@link ANY_TOPIC} when the database
   * changed unannounced. A ring may be heard twice; it says "look", not "one more". Returns the unsubscriber.
   */
  onRing(listener: RingListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    const shared = opened.get(this.path);
    if (shared?.doorbell === this && --shared.users > 0) return;
    if (this.closed) return;
    this.closed = true;
    if (shared?.doorbell === this) opened.delete(this.path);
    clearInterval(this.poll);
    this.watcher?.close();
    for (const bell of this.bells.values()) bell.close();
    await this.file.close();
  }

  private bell(topic: string): Bell {
    let bell = this.bells.get(topic);
    if (!bell) {
      bell = new Bell(join(this.directory, encodeURIComponent(topic) + this.ownMark));
      this.bells.set(topic, bell);
    }
    return bell;
  }

  private tell(topic: string): void {
    for (const listener of this.listeners) listener(topic);
  }

  private watchDirectory(): FSWatcher | null {
    try {
      const watcher = watch(this.directory, { persistent: false }, (_event, name) => this.hear(name));
      watcher.on('error', () => this.stopWatching());
      return watcher;
    } catch {
      // No watches left or none on this file system: the change counter alone serves, at its interval.
      return null;
    }
  }

  /** Removes the bells of processes that were killed long ago. */
  private sweep(): void {
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      const rungAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      if (Date.now() - rungAt > LEFT_OVER_MS) rmSync(path, { force: true });
    }
  }

  // Each process touches files of its own, so that it can tell the rings of others from its own, heard already.
  private hear(name: string | null): void {
    if (name === null) return this.tell(ANY_TOPIC);
    if (name.endsWith(this.ownMark)) return;
    this.tell(decodeURIComponent(name.slice(0, name.lastIndexOf('@'))));
  }

  private stopWatching(): void {
    this.watcher?.close();
    this.watcher = null;
  }

  private lookForChanges(): void {
    const version = this.file.dataVersion();
    if (version === this.lastVersion) return;
    this.lastVersion = version;
    this.tell(ANY_TOPIC);
  }
}

/** One touched file. Rings at once, then at most once in 5 ms, and never loses the last ring of a burst. */
class Bell {
  private readonly descriptor: number;
  private quiet: NodeJS.Timeout | null = null;
  private again = false;

  constructor(private readonly path: string) {
    this.descriptor = openSync(path, 'w');
  }

  ring(): void {
    if (this.quiet) {
      this.again = true;
      return;
    }
    this.touch();
    this.quiet = setTimeout(() => this.endQuiet(), QUIET_MS);
    this.quiet.unref();
  }

  close(): void {
    if (this.quiet) clearTimeout(this.quiet);
    if (this.again) this.touch();
    closeSync(this.descriptor);
    // Another process may have swept it as left over.
    rmSync(this.path, { force: true });
  }

  private endQuiet(): void {
    this.quiet = null;
    if (!this.again) return;
    this.again = false;
    this.ring();
  }

  private touch(): void {
    writeSync(this.descriptor, BYTE, 0, 1, 0);
  }
}
