import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Bull, { type Job, type Queue } from 'bull';
import { loadConfiguration } from '../platform/config/index.js';
import { RedisConnections } from '../platform/redis/index.js';
import { findRedisServer, RedisServer } from '../platform/redis/testing/redis-server.js';
import { BullClaims } from './bull-engine.js';
import type { ClaimableQueue } from './claims.js';
import { EmbeddedQueue } from './embedded/embedded-queue.js';
import { QueueEngine } from './queue-engine.js';
import { leasesContract } from './leases.contract.js';
import { type ContractEngine, queueContract } from './queue.contract.js';
import { QUEUE_SETTINGS } from './settings.js';
import { WorkLoops } from './work-loops.js';

const directory = mkdtempSync(join(tmpdir(), 'assay-queue-'));
const quiet = { info: () => {}, warn: () => {} } as never;
let server: RedisServer | undefined;

beforeAll(async () => {
  if (findRedisServer()) server = await RedisServer.start();
});

afterAll(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const embedded: ContractEngine = {
  name: 'embedded',
  open: (name, options) =>
    new EmbeddedQueue(name, {
      path: join(directory, 'contract.sqlite'),
      settings: { ...QUEUE_SETTINGS, ...halved(options) },
    }) as unknown as Queue,
  claims: (queue) => queue as unknown as ClaimableQueue,
};

queueContract(embedded);
leasesContract(embedded);

if (findRedisServer()) {
  const redis: ContractEngine = {
    name: 'redis',
    // Bull with its own loops: what the contract says is Bull's meaning, which ours must match.
    open: (name, options) =>
      quietWhenClosed(
        new Bull(name, {
          redis: { port: server!.port, host: '127.0.0.1' },
          settings: { ...QUEUE_SETTINGS, ...halved(options) },
        }),
      ),
    claims: (queue) =>
      new BullClaims(queue, 1_000, { isAvailable: () => true, onAvailability: () => () => undefined }),
  };
  queueContract(redis);
  leasesContract(redis);
} else {
  process.stderr.write(
    'SKIPPED: the Redis half of the queue tests (36 tests), because there is no redis-server (set REDIS_SERVER_BIN).\n',
  );
}

const withRedis = findRedisServer() ? describe : describe.skip;

describe('QueueEngine on a file', () => {
  it('names what a job survives and answers a ping', async () => {
    const engine = engineFor({ DATA_DIR: join(directory, 'engine') });
    expect(engine.backend).toBe('embedded');
    expect(await engine.durability()).toBe('file-wal-normal');
    expect(await engine.ping()).toBeLessThan(1_000);
    expect(engine.queue('analysis')).toBe(engine.queue('analysis'));
    await engine.close();
  });
});

withRedis('QueueEngine on Redis', () => {
  it('works a job without Bull’s own loops and says how Redis keeps it', async () => {
    await roundTrip(engineFor({ REDIS_URL: `redis://127.0.0.1:${server!.port}` }));
  });

  it('starts while Redis is away, and works when it is back', async () => {
    const away = await RedisServer.start();
    await away.kill();
    const engine = engineFor({ REDIS_URL: away.url });
    const queue = engine.queue('analysis');
    const loops = new WorkLoops();
    const failed = new Promise((resolve) => loops.once('error', resolve));
    loops.on('error', () => {});
    const processing = queue.process('double', 0, async (job: Job) => job.data.number * 2);
    loops.start({ queues: engine.claimables('analysis'), slots: 1 });
    await failed;
    await expect(engine.ping()).rejects.toThrow();
    expect(await engine.durability()).toBe('redis-unknown');

    await away.run();
    await processing;
    const completed = once(queue, 'completed');
    await queue.add('double', { number: 21 }, { delay: 20 });
    expect((await completed)[1]).toBe(42);
    await loops.stop();
    await engine.close();
    await away.stop();
  });

  it('works over TLS', async () => {
    const secure = await RedisServer.start({ tls: true });
    try {
      await roundTrip(engineFor({ REDIS_URL: secure.url, REDIS_CA_FILE: secure.certificateFile }));
    } finally {
      await secure.stop();
    }
  });
});

async function roundTrip(engine: QueueEngine): Promise<void> {
  const queue = engine.queue('analysis');
  const claims = engine.claimables('analysis').at(-1)!;
  void queue.process('double', 0, async (job: Job) => job.data.number * 2);
  const ready = new Promise<void>((resolve) => claims.onReady(resolve));
  await queue.isReady();
  const added = await queue.add('double', { number: 21 });
  await ready;
  await claims.work((await claims.claim()) as Job, () => false);
  expect((await queue.getJob(added.id))?.returnvalue).toBe(42);
  expect(await engine.durability()).toBe('redis-none');
  expect(await engine.ping()).toBeLessThan(1_000);
  await expect(queue.process('own', 2, async () => {})).rejects.toThrow('concurrency 0');
  await engine.close();
}

function engineFor(environment: Record<string, string>): QueueEngine {
  const { configuration } = loadConfiguration(environment);
  const redis = new RedisConnections(configuration, quiet);
  const engine = new QueueEngine(configuration, redis);
  const close = engine.close.bind(engine);
  engine.close = () => close().then(() => redis.close());
  return engine;
}

/** A short test closes Bull while its loops still connect; what they reject with then is nobody's failure. */
function quietWhenClosed(queue: Queue): Queue {
  const process = queue.process.bind(queue) as (...args: unknown[]) => Promise<void>;
  const { setWorkerName: name } = queue as unknown as { setWorkerName(): Promise<void> };
  const setWorkerName = name.bind(queue) as () => Promise<void>;
  const unlessClosing = (error: unknown) => {
    if (!(queue as unknown as { closing?: Promise<void> }).closing) throw error;
  };
  return Object.assign(queue, {
    process: (...args: unknown[]) => process(...args).catch(unlessClosing),
    setWorkerName: () => setWorkerName().catch(unlessClosing),
  });
}

function halved(options: { lockDuration?: number } = {}): object {
  return options.lockDuration ? { ...options, lockRenewTime: options.lockDuration / 2 } : options;
}
