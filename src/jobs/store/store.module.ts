import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { RedisConnections } from '../../platform/redis/index.js';
import { databasePath, Doorbell, spoolPath, SqliteFile } from '../../platform/sqlite/index.js';
import { SPOOL, Spool } from '../spool/spool.js';
import { SpooledJobStore } from '../spool/spooled-job-store.js';
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
      useFactory: ({ queue, data }: Configuration, redis: RedisConnections): Spool | null => {
        const isOnRedis = queue.redisUrl !== null;
        const takesJobs = isOnRedis && queue.failover;
        const path = spoolPath(data.directory, takesJobs);
        return path === null ? null : Spool.open(path, queue, { takesJobs, redis: isOnRedis ? redis : null });
      },
    },
    {
      provide: JobStore,
      inject: [CONFIGURATION, RedisConnections, SPOOL],
      useFactory: (
        { queue, data }: Configuration,
        redis: RedisConnections,
        spool: Spool | null,
      ): JobStore => {
        const path = databasePath(data.directory);
        const home =
          queue.redisUrl === null
            ? new SqliteJobStore(SqliteFile.open(path, queue), Doorbell.open(path, queue))
            : new RedisJobStore(redis.commands, redis.subscriber, queue.prefix);
        return spool ? new SpooledJobStore(home, spool) : home;
      },
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
  exports: [JobStore, SPOOL, WorkerRegistry],
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
