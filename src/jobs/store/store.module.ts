import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { RedisConnections } from '../../platform/redis/index.js';
import {
  databasePath,
  Doorbell,
  networkFileSystemOf,
  spoolPlace,
  SqliteFile,
} from '../../platform/sqlite/index.js';
import { SPOOL, Spool } from '../spool/spool.js';
import { HOME_STORE, SpooledJobStore } from '../spool/spooled-job-store.js';
import { JobStore } from './job-store.js';
import { RedisJobStore } from './redis/redis-job-store.js';
import { RedisWorkerRegistry } from './redis/redis-worker-registry.js';
import { SqliteJobStore } from './sqlite/sqlite-job-store.js';
import { SqliteWorkerRegistry } from './sqlite/sqlite-worker-registry.js';
import { WorkerRegistry } from './worker-registry.js';

/** Job records and worker presence, on the engine that the configuration chose. */
@Global()
@Module({
  providers: [
    {
      provide: SPOOL,
      inject: [CONFIGURATION, RedisConnections],
      useFactory: openSpool,
    },
    {
      provide: HOME_STORE,
      inject: [CONFIGURATION, RedisConnections],
      useFactory: ({ queue, data }: Configuration, redis: RedisConnections): JobStore => {
        const path = databasePath(data.directory);
        if (queue.redisUrl === null)
          return new SqliteJobStore(SqliteFile.open(path, queue), Doorbell.open(path, queue));
        return new RedisJobStore(redis.commands, redis.subscriber, queue.prefix);
      },
    },
    {
      provide: JobStore,
      inject: [HOME_STORE, SPOOL],
      useFactory: (home: JobStore, spool: Spool | null): JobStore =>
        spool ? new SpooledJobStore(home, spool) : home,
    },
    {
      provide: WorkerRegistry,
      inject: [CONFIGURATION, RedisConnections, JobStore],
      useFactory: ({ queue, data }: Configuration, redis: RedisConnections): WorkerRegistry => {
        if (queue.redisUrl !== null) return new RedisWorkerRegistry(redis.commands, queue.prefix);
        return new SqliteWorkerRegistry(SqliteFile.open(databasePath(data.directory), queue));
      },
    },
  ],
  exports: [JobStore, HOME_STORE, SPOOL, WorkerRegistry],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(WorkerRegistry) private readonly registry: WorkerRegistry,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.registry.close();
    await this.store.close();
  }
}

function openSpool({ queue, data }: Configuration, redis: RedisConnections): Spool | null {
  const isOnRedis = queue.redisUrl !== null;
  const isWanted = isOnRedis && queue.failover;
  const place = spoolPlace(data.directory, isWanted);
  if (isWanted && !place?.takesJobs) warnOfNetwork(data.directory);
  if (!place) return null;
  return Spool.open(place.path, queue, { takesJobs: place.takesJobs, redis: isOnRedis ? redis : null });
}

function warnOfNetwork(directory: string): void {
  const kind = networkFileSystemOf(directory);
  new Logger('Spool').warn(
    `DATA_DIR lies on ${kind}, where a spool is not safe: while Redis is away, submits are refused (FAILOVER has no effect)`,
  );
}
