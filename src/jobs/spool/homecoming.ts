import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { QueueEngine } from '../../queue/index.js';
import { JobPayloads } from '../record/payloads.js';
import { isQueued, queueJobId, type JobRecord } from '../record/record.js';
import { JobStore } from '../store/job-store.js';
import { QueueEntries } from '../submit/queue-entries.js';
import { retell } from './retelling.js';
import { SPOOL, type Spool } from './spool.js';
import { SpooledJobStore } from './spooled-job-store.js';

const INTERVAL_MS = 1_000;
const BATCH = 200;

/**
 * Hands the jobs of the spool over to Redis once it is back, each under its id and with its story: its events are applied there
 * again, at their times. One that runs here is handed over when it has ended. A handover that was cut off goes on where it stopped.
 */
@Injectable()
export class Homecoming implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Spool');
  private readonly home: JobStore;
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | null = null;

  constructor(
    store: JobStore,
    @Inject(SPOOL) private readonly spool: Spool | null,
    private readonly entries: QueueEntries,
    private readonly payloads: JobPayloads,
    private readonly engine: QueueEngine,
  ) {
    this.home = store instanceof SpooledJobStore ? store.home : store;
  }

  onApplicationBootstrap(): void {
    if (!this.spool) return;
    this.spool.onBack(() => this.bringSoon());
    this.timer = setInterval(() => this.bringSoon(), INTERVAL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.current;
  }

  private bringSoon(): void {
    if (!this.spool || this.spool.isHomeAway()) return;
    this.current ??= this.bringAll(this.spool)
      .catch((error: unknown) =>
        this.logger.warn(`A handover failed and is repeated: ${(error as Error).message}`),
      )
      .finally(() => (this.current = null));
  }

  private async bringAll(spool: Spool): Promise<void> {
    let brought = 0;
    for (const id of spool.atRest(BATCH)) if (await this.bring(spool, id)) brought++;
    if (brought > 0)
      this.logger.log(`${brought} jobs that were taken while Redis was away are handed over to it`);
    spool.restIfEmpty();
  }

  private async bring(spool: Spool, id: string): Promise<boolean> {
    if (!(await spool.lease(id))) return false;
    try {
      const record = await spool.store.get(id);
      if (!record || record.state === 'active') return false;
      if (isQueued(record.state) && !(await this.takeOut(record))) return false;
      await retell({ from: spool.store, to: this.home, record, end: this.payloads.endOf(record) });
      if (isQueued(record.state)) await this.entries.addAtHome(record, untilDue(record));
      // A cancel that came meanwhile is told in the next round.
      return await spool.store.erase(id, record.events);
    } finally {
      await spool.release(id);
    }
  }

  /** Takes the job out of the queue here, so that nobody begins it any more; false when somebody just has. */
  private async takeOut(record: JobRecord): Promise<boolean> {
    const job = await this.engine.spooled(record.queue).getJob(queueJobId(record));
    return (
      job === null ||
      job.remove().then(
        () => true,
        () => false,
      )
    );
  }
}

const untilDue = ({ dueAt }: JobRecord): number => Math.max(0, (dueAt ?? 0) - Date.now());
