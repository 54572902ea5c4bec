import { Inject, Injectable } from '@nestjs/common';
import { QueueEngine } from '../../queue/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { SPOOL, type Spool } from '../spool/spool.js';
import { JobStore } from '../store/job-store.js';
import { WorkerRegistry, type WorkerPresence } from '../store/worker-registry.js';

export interface Overview {
  backend: 'redis' | 'embedded';
  durability: string;
  reachable: boolean;
  /** The engine is away, and new jobs are kept in a file here. */
  spooling: boolean;
  workers: WorkerPresence[];
  /** Waiting jobs by queue; of those kept here alone while `spooling`. */
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
    @Inject(SPOOL) private readonly spool: Spool | null,
  ) {}

  async look(): Promise<Overview> {
    const { backend } = this.engine;
    try {
      await this.engine.ping().catch((error: unknown) => this.noteUnanswered(error));
      const [workers, durability, depths] = await Promise.all([
        this.registry.present(),
        this.engine.durability(),
        this.depths(),
      ]);
      const state = { backend, durability, reachable: true, spooling: false, workers, depths };
      if (workers.length > 0) return { ...state, status: 'healthy' };
      return { ...state, status: 'degraded', warning: 'No workers available' };
    } catch {
      const state = { backend, reachable: false, workers: [] };
      if (this.spool?.isNeeded())
        return { ...state, ...spooling(this.spool), depths: await this.depths().catch(() => ({})) };
      const warning = 'The queue engine cannot be reached';
      return { ...state, spooling: false, durability: 'unknown', depths: {}, status: 'unhealthy', warning };
    }
  }

  private noteUnanswered(error: unknown): never {
    if (this.spool?.takesJobs) this.spool.noteUnanswered();
    throw error;
  }

  private async depths(): Promise<Record<string, number>> {
    const queues = this.catalogue.queues();
    const tallies = await Promise.all(queues.map((queue) => this.store.tally(queue)));
    return Object.fromEntries(queues.map((queue, index) => [queue, tallies[index]!.waiting]));
  }
}

function spooling(spool: Spool): Pick<Overview, 'spooling' | 'durability' | 'status' | 'warning'> {
  const warning = `Redis is away: new jobs are kept in a file here (${spool.size()} now) and handed over when it is back`;
  return { spooling: true, durability: spool.durability(), status: 'degraded', warning };
}
