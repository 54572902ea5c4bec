import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { ComputePool } from '../compute/index.js';
import { QueueOverview } from '../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { toFailure } from '../platform/failure.js';
import { BlobStore, ObjectStore } from '../storage/index.js';
import { VectorStore } from '../vectors/index.js';

/** A queue this full (share of MAX_QUEUE_SIZE) is worth a look. */
const DEEP_SHARE = 0.8;

/** What is asked when somebody asks how we are. */
@Injectable()
export class HealthChecks {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly overview: QueueOverview,
    private readonly blobs: BlobStore,
    private readonly objects: ObjectStore,
    @Inject(VectorStore) private readonly vectors: VectorStore,
    private readonly compute: ComputePool,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Everything. */
  all(): HealthIndicatorFunction[] {
    return [
      this.queueEngine,
      this.queues,
      this.workers,
      this.storage,
      this.objectStorage,
      this.vectorStore,
      this.access,
      this.computing,
    ];
  }

  /** What a submit needs. */
  needed(): HealthIndicatorFunction[] {
    return [this.queueEngine, this.storage];
  }

  /** What a worker process needs. */
  ofWorker(): HealthIndicatorFunction[] {
    return [this.queueEngine, this.storage, this.computing];
  }

  private readonly queueEngine: HealthIndicatorFunction = async () => {
    const { backend, durability, reachable, spooling, warning } = await this.overview.look();
    const indicator = this.indicators.check('queue_engine');
    if (spooling) return indicator.degraded({ backend, durability, warning });
    return reachable ? indicator.up({ backend, durability }) : indicator.down({ backend, durability });
  };

  private readonly queues: HealthIndicatorFunction = async () => {
    const { depths, reachable } = await this.overview.look();
    const indicator = this.indicators.check('queues');
    if (!reachable) return indicator.degraded('The queue engine cannot be reached');
    const limit = this.configuration.queue.maximumSize;
    const deep = Object.keys(depths).filter((queue) => depths[queue]! >= limit * DEEP_SHARE);
    if (deep.length > 0) return indicator.degraded({ waiting: depths, limit, nearly_full: deep });
    return indicator.up({ waiting: depths, limit });
  };

  private readonly workers: HealthIndicatorFunction = async () => {
    const { workers, reachable } = await this.overview.look();
    const indicator = this.indicators.check('workers');
    if (!reachable)
      return indicator.degraded('Which workers there are is not known: the queue engine cannot be reached');
    if (workers.length === 0) return indicator.degraded('No workers available');
    return indicator.up({
      available: workers.length,
      workers: workers.map((worker) => ({
        name: worker.name,
        host: worker.host,
        queues: worker.queues,
        current_jobs: worker.jobs,
        memory_mb: Math.round(worker.rssBytes / 1024 / 1024),
        last_beat: new Date(worker.beatAt).toISOString(),
        processed: worker.processed,
        failed: worker.failed,
      })),
    });
  };

  private readonly storage: HealthIndicatorFunction = async () => {
    const { status, freeBytes, detail } = await this.blobs.health();
    const members = { free_bytes: freeBytes, detail };
    const indicator = this.indicators.check('storage');
    if (status === 'down') return indicator.down(members);
    return status === 'degraded' ? indicator.degraded(members) : indicator.up(members);
  };

  private readonly objectStorage: HealthIndicatorFunction = async () => {
    const { status, detail } = await this.objects.health();
    const indicator = this.indicators.check('object_storage');
    return status === 'up' ? indicator.up({ detail }) : indicator.degraded({ detail });
  };

  private readonly vectorStore: HealthIndicatorFunction = async () => {
    const indicator = this.indicators.check('vector_store');
    const kind = this.configuration.models.qdrant ? 'qdrant' : 'embedded';
    return this.vectors.ping().then(
      () => indicator.up({ kind }),
      (error: unknown) => indicator.degraded({ kind, detail: toFailure(error).message }),
    );
  };

  private readonly access: HealthIndicatorFunction = async () => {
    const { mode, allowUnauthenticated } = this.configuration.auth;
    const indicator = this.indicators.check('access');
    if (mode === 'on') return indicator.up({ authentication: 'on' });
    if (!allowUnauthenticated) return indicator.up({ authentication: 'off', reachable_from: 'this machine' });
    return indicator.degraded('Everyone who reaches this port can submit and read everything (AUTH=off)');
  };

  private readonly computing: HealthIndicatorFunction = async () => {
    const { children, busy, waiting, tasksDone, recycled, killed } = this.compute.stats();
    return this.indicators.check('compute').up({
      children,
      busy,
      waiting,
      tasks_done: tasksDone,
      children_recycled: recycled,
      children_killed: killed,
    });
  };
}
