import { describe } from '@jest/globals';
import { findRedisServer, RedisServer } from '../../src/platform/redis/testing/redis-server.js';

/** What holds the queue of one instance, and the settings by which its programs find it. */
export interface EngineHandle {
  readonly environment: Record<string, string>;
  /** Only where the engine is a server of its own. */
  readonly redis?: RedisServer;
  stop(): Promise<void>;
}

export interface Engine {
  readonly name: 'embedded' | 'redis';
  start(): Promise<EngineHandle>;
}

/** The queue in a file; for what does not depend on the engine. */
export const embedded: Engine = {
  name: 'embedded',
  start: async () => ({ environment: { WORKER_POLL_INTERVAL: '0.1' }, stop: async () => undefined }),
};

const redis: Engine = {
  name: 'redis',
  start: async () => {
    const server = await RedisServer.start();
    return { environment: { REDIS_URL: server.url }, redis: server, stop: () => server.stop() };
  },
};

/** Whether the half of the tests that needs a Redis can run here; says so, loudly, where it cannot. */
const hasRedis = findRedisServer() !== undefined;
let skipped = 0;

/** Runs the tests once on each engine; where there is no `redis-server`, that half is skipped and counted. */
export function forEachEngine(title: string, tests: (engine: Engine) => void): void {
  describe(`${title}, embedded queue`, () => tests(embedded));
  onRedis(`${title}, Redis`, () => tests(redis));
}

/** Tests that only make sense with a Redis. */
export function onRedis(title: string, tests: (engine: Engine) => void): void {
  if (hasRedis) return describe(title, () => tests(redis));
  skipped += 1;
  process.stderr.write(
    `SKIPPED (${skipped} in this file): ${title}: no redis-server; set REDIS_SERVER_BIN.\n`,
  );
  describe.skip(title, () => tests(redis));
}
