import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer, RedisServer } from '../../platform/redis/testing/redis-server.js';
import { Doorbell, SqliteFile } from '../../platform/sqlite/index.js';
import { Spool } from '../spool/spool.js';
import { SpooledJobStore } from '../spool/spooled-job-store.js';
import { jobStoreContract } from './job-store.contract.js';
import { RedisJobStore } from './redis/redis-job-store.js';
import { RedisWorkerRegistry } from './redis/redis-worker-registry.js';
import { SqliteJobStore } from './sqlite/sqlite-job-store.js';
import { SqliteWorkerRegistry } from './sqlite/sqlite-worker-registry.js';

jobStoreContract('a SQLite file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'assay-store-'));
  const path = join(directory, 'jobs.sqlite');
  const here = new SqliteFile(path);
  const there = new SqliteFile(path);
  const bell = Doorbell.open(path, { pollIntervalMs: 100 });
  const store = new SqliteJobStore(here, bell);
  const elsewhere = new SqliteJobStore(there, Doorbell.open(path));
  return {
    store,
    elsewhere,
    registry: new SqliteWorkerRegistry(here),
    close: async () => {
      await store.close();
      await elsewhere.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

jobStoreContract('a SQLite file with an empty spool beside it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'assay-store-'));
  const open = (name: string): SqliteJobStore => {
    const path = join(directory, name);
    return new SqliteJobStore(new SqliteFile(path), Doorbell.open(path, { pollIntervalMs: 100 }));
  };
  const spool = Spool.open(join(directory, 'spool.sqlite'), {}, { takesJobs: false, redis: null });
  const store = new SpooledJobStore(open('jobs.sqlite'), spool);
  const elsewhere = open('jobs.sqlite');
  return {
    store,
    elsewhere,
    registry: new SqliteWorkerRegistry(new SqliteFile(join(directory, 'jobs.sqlite'))),
    close: async () => {
      await store.close();
      await elsewhere.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

if (findRedisServer()) {
  jobStoreContract('Redis', async () => {
    const server = await RedisServer.start();
    const clients = Array.from({ length: 4 }, () => new Redis(server.port, { maxRetriesPerRequest: 1 }));
    const [commands, subscriber, otherCommands, otherSubscriber] = clients as [Redis, Redis, Redis, Redis];
    return {
      store: new RedisJobStore(commands, subscriber, 'bull'),
      elsewhere: new RedisJobStore(otherCommands, otherSubscriber, 'bull'),
      registry: new RedisWorkerRegistry(commands, 'bull'),
      close: async () => {
        clients.forEach((client) => client.disconnect());
        await server.stop();
      },
    };
  });
} else {
  process.stderr.write(
    'SKIPPED: the job store on Redis, because there is no redis-server (set REDIS_SERVER_BIN).\n',
  );
}
