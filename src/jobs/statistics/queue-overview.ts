import { Injectable } from '@nestjs/common';
import { QueueEngine } from '../../queue/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { JobStore } from '../store/job-store.js';
import { WorkerRegistry, type WorkerPresence } from '../store/worker-registry.js';

export interface Overview {
  backend: 'redis' | 'embedded';
  durability: string;
  reachable: boolean;
  workers: WorkerPresence[];
  /** Waiting jobs by queue. */
  depths: Record<string, number>;
  status: 'healthy' | 'degraded' | 'unhealthy';
  warning?: string;
}

/** How the queue system is as a whole; the one source of all health answers about it. Never throws. */
@Injectable()
export class QueueOverview {
  constructor(
    private readonly engine: QueueEngine,
    private readonly catalogue: JobCatalogue,
    private readonly store: JobStore,
    private readonly registry: WorkerRegistry,
  ) {}

  async look(): Promise<Overview> {
    const { backend } = this.engine;
    try {
      await this.engine.ping();
      const [workers, durability, depths] = await Promise.all([
        this.registry.present(),
        this.engine.durability(),
        this.depths(),
      ]);
      const state = { backend, durability, reachable: true, workers, depths };
      if (workers.length > 0) return { ...state, status: 'healthy' };
      return { ...state, status: 'degraded', warning: 'No workers available' };
    } catch {
      return {
        backend,
        durability: 'unknown',
        reachable: false,
        workers: [],
        depths: {},
        status: 'unhealthy',
        warning: 'The queue engine cannot be reached',
      };
    }
  }

  private async depths(): Promise<Record<string, number>> {
    const queues = this.catalogue.queues();
    const tallies = await Promise.all(queues.map((queue) => this.store.tally(queue)));
    return Object.fromEntries(queues.map((queue, index) => [queue, tallies[index]!.waiting]));
  }
}
