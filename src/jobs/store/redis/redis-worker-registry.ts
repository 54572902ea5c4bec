import type { Redis } from 'ioredis';
import { PRESENCE_TTL_MS, WorkerRegistry, type WorkerPresence } from '../worker-registry.js';
import { withDeadline } from './deadline.js';

/** Worker presence in one Redis hash; a beat too old counts as gone and is swept by the next reader. */
export class RedisWorkerRegistry extends WorkerRegistry {
  private readonly workersKey: string;
  private readonly agreedKey: string;

  constructor(
    private readonly redis: Redis,
    keyPrefix: string,
  ) {
    super();
    this.workersKey = `${keyPrefix}:assay:workers`;
    this.agreedKey = `${keyPrefix}:assay:agreed`;
  }

  override async beat(presence: WorkerPresence): Promise<void> {
    await this.redis.hset(this.workersKey, presence.name, JSON.stringify(presence));
  }

  override async leave(name: string): Promise<void> {
    await this.redis.hdel(this.workersKey, name);
  }

  override async present(now = Date.now()): Promise<WorkerPresence[]> {
    const beats = Object.values(await withDeadline(this.redis.hgetall(this.workersKey)));
    const workers = beats.map((beat) => JSON.parse(beat) as WorkerPresence);
    const gone = workers.filter((worker) => now - worker.beatAt > PRESENCE_TTL_MS);
    if (gone.length > 0) await this.redis.hdel(this.workersKey, ...gone.map((worker) => worker.name));
    return workers.filter((worker) => !gone.includes(worker));
  }

  override async agree(topic: string, value: string): Promise<string> {
    await this.redis.hsetnx(this.agreedKey, topic, value);
    return (await this.redis.hget(this.agreedKey, topic)) ?? value;
  }

  /** Nothing to close: the connections belong to the platform. */
  override async close(): Promise<void> {}
}
