import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

import { CONFIGURATION, type Configuration } from '../config/index.js';
import { LOGGER } from '../logging/index.js';
import { redisOptions } from './redis-url.js';

/**
 * What a connection is for. `commands` rejects soon while Redis is away; `subscriber` and `blocking` wait for it, because
 * nobody waits for them and Bull insists on it.
 */
export type RedisRole = 'commands' | 'subscriber' | 'blocking';

/** How the connections are called in the server's CLIENT LIST. */
const NAME = 'assay';
const CONNECT_PATIENCE_MS = 1_500;
/** Longer than any command of Bull takes, shorter than a client is willing to wait for its submit. */
const COMMAND_PATIENCE_MS = 2_000;
const GOODBYE_PATIENCE_MS = 1_000;
const LONGEST_RETRY_DELAY_MS = 400;
const FIRST_RETRY_DELAY_MS = 50;

/**
 * The Redis connections of this process: one for all commands and one that listens, both made on first use, and any
 * number of duplicates. An outage is logged once when it starts and once when it ends.
 *
 * A command given while Redis refuses connections rejects within a second (two attempts, at most 0.4 s apart); one on a
 * host that does not answer at all within 2 s. Bull's `add()` therefore rejects and never hangs.
 */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly clients = new Set<Redis>();
  private readonly listeners = new Set<(available: boolean) => void>();
  private commandsClient?: Redis;
  private subscriberClient?: Redis;
  private baseOptions?: RedisOptions;
  private unavailableSince?: number;
  private closing = false;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'queue'>,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'info' | 'warn'>,
  ) {}

  /** Whether there is a `REDIS_URL`; without one, asking for a connection is an error. */
  get configured(): boolean {
    return this.configuration.queue.redisUrl !== null;
  }

  /** The shared connection for commands. Never block on it and never subscribe with it. */
  get commands(): Redis {
    return (this.commandsClient ??= this.open('commands'));
  }

  /** The shared connection for subscriptions. */
  get subscriber(): Redis {
    return (this.subscriberClient ??= this.open('subscriber'));
  }

  /** Another connection of its own, closed with the others; its errors are handled here. */
  duplicate(role: RedisRole): Redis {
    return this.open(role);
  }

  /** Bull's `createClient`: all queues share the first two connections, each has its own blocking one. */
  readonly createBullClient = (type: 'client' | 'subscriber' | 'bclient'): Redis => {
    if (type === 'client') return this.commands;
    return type === 'subscriber' ? this.subscriber : this.duplicate('blocking');
  };

  /** False from the moment the commands connection was lost until it is back; known without asking Redis. */
  isAvailable(): boolean {
    return this.configured && this.unavailableSince === undefined;
  }

  /** Tells each change of {@link isAvailable}; returns the function that ends it. */
  onAvailability(listener: (available: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Round trip to Redis in milliseconds; rejects while Redis is away. */
  async ping(): Promise<number> {
    const start = performance.now();
    await this.commands.ping();
    return performance.now() - start;
  }

  /** Ends all connections; answers under way are waited for. Safe to call twice. */
  async close(): Promise<void> {
    this.closing = true;
    const clients = [...this.clients];
    const answers = (client: Redis) => client.options.maxRetriesPerRequest !== null && this.isAvailable();
    await Promise.all(clients.map((client) => end(client, answers(client))));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private open(role: RedisRole): Redis {
    if (this.closing) throw new Error('The Redis connections are closed.');
    const client = new Redis({ ...this.options(), ...roleOptions(role) });
    // Every queue listens to the shared connections.
    client.setMaxListeners(0);
    client.on('error', (error: NodeJS.ErrnoException) => this.noticeError(role, error));
    client.on('connect', () => void client.client('SETNAME', NAME).catch(() => undefined));
    if (role === 'commands') this.watch(client);
    if (role === 'commands') client.on('connect', () => writeTogether(client.stream as Socket));
    // Bull ends its blocking connection when it closes a queue, and connects it again at once.
    client.on('connect', () => this.closing && client.disconnect());
    this.clients.add(client);
    return client;
  }

  private options(): RedisOptions {
    return (this.baseOptions ??= this.readOptions());
  }

  private readOptions(): RedisOptions {
    const { redisUrl, redisCaFile } = this.configuration.queue;
    if (redisUrl === null) throw new Error('REDIS_URL is not set: there is no Redis to connect to.');
    return {
      ...redisOptions(redisUrl, redisCaFile ? readFileSync(redisCaFile, 'utf8') : undefined),
      // What ioredis tells the server of itself on a new connection (its name, this information) makes the client "ready" once it is
      // refused, even if that is because the connection broke off: it then never connects again. So the name is told here.
      disableClientInfo: true,
      enableReadyCheck: false,
      connectTimeout: CONNECT_PATIENCE_MS,
      disconnectTimeout: GOODBYE_PATIENCE_MS / 2,
      keepAlive: 10_000,
      retryStrategy: (attempt) => Math.min(FIRST_RETRY_DELAY_MS * 2 ** (attempt - 1), LONGEST_RETRY_DELAY_MS),
      // After a failover of Redis the old master has become a read-only replica: connect anew and repeat the command.
      reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    };
  }

  private watch(client: Redis): void {
    client.on('ready', () => this.becomeAvailable());
    client.on('close', () => this.becomeUnavailable());
  }

  private noticeError(role: RedisRole, error: NodeJS.ErrnoException): void {
    if (role === 'commands') this.becomeUnavailable(error.code ?? error.message);
  }

  private becomeUnavailable(reason = 'connection lost'): void {
    if (this.closing || this.unavailableSince !== undefined) return;
    this.unavailableSince = Date.now();
    this.logger.warn({ reason }, 'Redis is away; connecting again until it is back');
    this.announce(false);
  }

  private becomeAvailable(): void {
    if (this.unavailableSince === undefined) return;
    const seconds = Math.round((Date.now() - this.unavailableSince) / 1000);
    this.unavailableSince = undefined;
    this.logger.info({ seconds }, 'Redis is back');
    this.announce(true);
  }

  private announce(available: boolean): void {
    for (const listener of this.listeners) listener(available);
  }
}

/**
 * Lets the commands of one turn of the event loop leave in one write. The system call costs as much as the rest of a small
 * command, and a submit alone has two.
 */
function writeTogether(stream: Socket): void {
  const write = stream.write.bind(stream) as (...values: unknown[]) => boolean;
  stream.write = (...values: unknown[]) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    return write(...values);
  };
}

function roleOptions(role: RedisRole): RedisOptions {
  if (role === 'commands') return { maxRetriesPerRequest: 1, commandTimeout: COMMAND_PATIENCE_MS };
  return { maxRetriesPerRequest: null };
}

async function end(client: Redis, polite: boolean): Promise<void> {
  // A connection that waits for its next attempt has nothing to close and never says that it ended.
  const closes = !['end', 'wait', 'reconnecting'].includes(client.status);
  const ended = closes ? endOf(client) : undefined;
  if (polite && client.status === 'ready') client.quit().catch(() => client.disconnect());
  else client.disconnect();
  await ended;
}

function endOf(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => {
      client.disconnect();
      resolve();
    }, GOODBYE_PATIENCE_MS);
    client.once('end', () => {
      clearTimeout(giveUp);
      resolve();
    });
  });
}
