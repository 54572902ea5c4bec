import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bull';
import { answerWithin } from '../platform/answer-within.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { RedisConnections } from '../platform/redis/index.js';
import { databasePath, spoolPlace, SqliteFile, type SpoolPlace } from '../platform/sqlite/index.js';
import { BullClaims, createBullQueue } from './bull-engine.js';
import type { ClaimableQueue } from './claims.js';
import { EmbeddedQueue } from './embedded/embedded-queue.js';
import { QUEUE_SETTINGS } from './settings.js';

export type Backend = 'redis' | 'embedded';

const PING_DEADLINE_MS = 1_000;

/** The queues of this process, on the engine that the configuration chose. Nobody else needs to know which. */
@Injectable()
export class QueueEngine implements OnApplicationShutdown {
  readonly backend: Backend;
  private readonly queues = new Map<string, Queue>();
  private readonly spools = new Map<string, EmbeddedQueue>();
  private readonly spool: SpoolPlace | null;
  private readonly file: SqliteFile | null;
  private closing: Promise<void> | null = null;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly redis: RedisConnections,
  ) {
    this.backend = configuration.queue.redisUrl === null ? 'embedded' : 'redis';
    const { queue, data } = configuration;
    this.spool = spoolPlace(data.directory, this.backend === 'redis' && queue.failover);
    this.file = this.backend === 'embedded' ? SqliteFile.open(this.path(), configuration.queue) : null;
  }

  /** The queue of that name, or of the name that the operator gave it; the same object for everyone in this process. */
  queue(called: string): Queue {
    const name = this.nameOf(called);
    const known = this.queues.get(name);
    if (known) return known;
    const queue =
      this.backend === 'redis' ? this.createOnRedis(name) : asBull(this.createEmbedded(name, this.path()));
    if (this.spool) this.spools.set(name, this.createSpool(queue, this.spool));
    this.queues.set(name, queue);
    return queue;
  }

  /** The queue of that name for jobs taken while Redis is away, in the spool file, with the same handlers. */
  spooled(called: string): Queue {
    this.queue(called);
    const spool = this.spools.get(this.nameOf(called));
    if (!spool) throw new Error('This process has no spool');
    return asBull(spool);
  }

  /** The queue as the work loops need it: what lies in the spool goes first, being older. */
  claimables(called: string): ClaimableQueue[] {
    const queue = this.queue(called);
    const claims = this.file
      ? (queue as unknown as ClaimableQueue)
      : new BullClaims(queue, this.configuration.queue.pollIntervalMs, this.redis);
    const spool = this.spools.get(this.nameOf(called));
    return spool ? [spool as unknown as ClaimableQueue, claims] : [claims];
  }

  /**
   * What a job survives once it was accepted: `file-wal-normal` a killed process, `file-wal-full` a power cut;
   * `redis-aof-always`, `redis-aof-everysec`, `redis-aof-no`, `redis-rdb`, `redis-none` as Redis is set up, `redis-unknown`
   * when it does not tell; with `-evicting` behind it when Redis may throw jobs away for lack of memory.
   */
  async durability(): Promise<string> {
    if (this.file) return `file-wal-${this.file.synchronous.toLowerCase()}`;
    try {
      return describeRedis(await this.redisSettings());
    } catch {
      return 'redis-unknown';
    }
  }

  /** Round trip to the engine in ms; rejects when it does not answer within a second. */
  async ping(): Promise<number> {
    const start = performance.now();
    if (this.file) this.file.read((sql) => sql.get('SELECT 1 AS one'));
    else await answerWithin(PING_DEADLINE_MS, this.redis.ping(), unanswered);
    return performance.now() - start;
  }

  /** Closes the queues, once their running jobs have settled; stop the work loops first. */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private nameOf(called: string): string {
    return this.configuration.queue.renamed[called] ?? called;
  }

  private path(): string {
    return databasePath(this.configuration.data.directory);
  }

  private createOnRedis(name: string): Queue {
    return createBullQueue(name, {
      prefix: this.configuration.queue.prefix,
      createClient: this.redis.createBullClient,
    });
  }

  private createSpool(queue: Queue, { path }: SpoolPlace): EmbeddedQueue {
    const spool = this.createEmbedded(queue.name, path);
    letHandle(queue, spool);
    return spool;
  }

  private createEmbedded(name: string, path: string): EmbeddedQueue {
    const { synchronous, pollIntervalMs } = this.configuration.queue;
    return new EmbeddedQueue(name, { path, synchronous, pollIntervalMs, settings: QUEUE_SETTINGS });
  }

  private async redisSettings(): Promise<Record<string, string>> {
    const names = ['appendonly', 'appendfsync', 'save', 'maxmemory', 'maxmemory-policy'];
    const asked = names.map((name) => this.redis.commands.config('GET', name) as Promise<string[]>);
    const answers = await answerWithin(PING_DEADLINE_MS, Promise.all(asked), unanswered);
    return Object.fromEntries(answers.map(([name, value]) => [name, value]));
  }

  private async closeAll(): Promise<void> {
    await Promise.all([...this.queues.values(), ...this.spools.values()].map((queue) => queue.close()));
    await this.file?.close();
  }
}

const asBull = (queue: EmbeddedQueue): Queue => queue as unknown as Queue;

/** Lets every handler of a queue work for its spool as well. */
function letHandle(queue: Queue, spool: EmbeddedQueue): void {
  const process = queue.process.bind(queue) as (...handler: unknown[]) => Promise<void>;
  const processBoth = (...handler: unknown[]): Promise<void> => {
    void spool.process(...handler);
    return process(...handler);
  };
  queue.process = processBoth as Queue['process'];
}

function describeRedis(settings: Record<string, string>): string {
  const persistence =
    settings['appendonly'] === 'yes' ? `aof-${settings['appendfsync']}` : settings['save'] ? 'rdb' : 'none';
  const evicting = settings['maxmemory'] !== '0' && settings['maxmemory-policy']?.startsWith('allkeys');
  return `redis-${persistence}${evicting ? '-evicting' : ''}`;
}

const unanswered = (): Error => new Error(`No answer within ${PING_DEADLINE_MS} ms`);
