import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { toFailure } from '../../platform/failure.js';
import { QueueEngine } from '../../queue/index.js';
import { JobPayloads } from '../record/payloads.js';
import { isFinal, queueJobId, type JobRecord } from '../record/record.js';
import { JobStore } from '../store/job-store.js';
import { QueueEntries } from '../submit/queue-entries.js';
import { retell } from './retelling.js';
import { SPOOL, type Spool } from './spool.js';
import { HOME_STORE } from './spooled-job-store.js';

const INTERVAL_MS = 1_000;
const BATCH = 200;
/** Handovers under way at once: they share commits and round trips. */
const TOGETHER = 10;

/**
 * Hands the jobs of the spool over to Redis once it is back, each under its id and with its story: its events are applied there
 * again, at their times. One that runs here is handed over when it has ended. A handover that was cut off goes on where it stopped.
 */
@Injectable()
export class Homecoming implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Spool');
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | null = null;
  private stopped = false;
  /** Jobs that are home, but not in their queue there. */
  private readonly unqueued: JobRecord[] = [];

  constructor(
    @Inject(HOME_STORE) private readonly home: JobStore,
    @Inject(SPOOL) private readonly spool: Spool | null,
    private readonly entries: QueueEntries,
    private readonly payloads: JobPayloads,
    private readonly engine: QueueEngine,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.spool) return;
    this.spool.onBack(() => this.bringSoon());
    this.timer = setInterval(() => this.bringSoon(), INTERVAL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.current;
  }

  /** One round, now; gives how many jobs came home. It ends early when Redis goes away meanwhile. */
  async bringAll(spool: Spool): Promise<number> {
    await this.eraseAtHome(spool);
    for (const record of this.unqueued.splice(0)) await this.enqueue(record);
    const ids = spool.atRest(BATCH);
    const failures: unknown[] = [];
    let brought = 0;
    for (let next = 0; next < ids.length && !this.stopped; next += TOGETHER) {
      const some = ids.slice(next, next + TOGETHER);
      const outcomes = await Promise.allSettled(some.map((id) => this.bring(spool, id)));
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') failures.push(outcome.reason);
        else if (outcome.value) brought++;
      // One job that cannot be handed over must not keep the others; without Redis none can.
      if (failures.some((error) => toFailure(error).failureClass === 'dependency_down')) break;
    }
    this.report(brought, failures as Error[]);
    spool.restIfEmpty();
    return brought;
  }

  /** What was erased while Redis was away may lie there in part, if a handover of it was cut off before. */
  private async eraseAtHome(spool: Spool): Promise<void> {
    for (const id of spool.toEraseAtHome(BATCH)) {
      await this.home.erase(id);
      await spool.noteErasedAtHome(id);
    }
  }

  private bringSoon(): void {
    if (!this.spool || this.stopped || this.spool.isHomeAway()) return;
    this.current ??= this.bringWhatIsThere(this.spool)
      .catch((error: unknown) =>
        this.logger.warn(`A handover failed and is repeated: ${(error as Error).message}`),
      )
      .finally(() => (this.current = null));
  }

  private async bringWhatIsThere(spool: Spool): Promise<void> {
    while (!spool.isHomeAway() && (await this.bringAll(spool)) === BATCH);
  }

  private report(brought: number, failures: readonly Error[]): void {
    if (brought > 0) this.logger.log(`Jobs taken while Redis was away and now handed over to it: ${brought}`);
    if (failures.length > 0)
      this.logger.warn(
        `Jobs that could not be handed over and are tried again: ${failures.length} (${failures[0]!.message})`,
      );
  }

  // Only what is erased here goes into a queue there: as long as both know of the job, nobody may move it there.
  private async bring(spool: Spool, id: string): Promise<boolean> {
    if (!(await spool.lease(id))) return false;
    try {
      const record = await spool.store.get(id);
      if (!record || (!isFinal(record.state) && !(await this.takeOut(record)))) return false;
      await this.tell(spool, record);
      // A cancel that came meanwhile is told in the next round.
      if (!(await spool.store.erase(id, record.events))) return false;
      if (!isFinal(record.state)) await this.enqueue(record);
      return true;
    } finally {
      await spool.release(id);
    }
  }

  /** Takes the job out of the queue here, so that nobody begins it any more; false when somebody runs it. */
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

  private async tell(spool: Spool, record: JobRecord): Promise<void> {
    const end = { ...this.payloads.endOf(record), reviewAt: spool.reviewOf(record.id) };
    try {
      await retell({ from: spool.store, to: this.home, record, end });
    } catch (error) {
      // As Redis is away again, the job goes on here.
      if (!isFinal(record.state)) await this.entries.addToSpool(record, untilDue(record));
      throw error;
    }
  }

  /** When the queue does not take the job now, the next round does it; when this process ends before, the reconciler. */
  private async enqueue(record: JobRecord): Promise<void> {
    try {
      await this.entries.addAtHome(record, untilDue(record));
    } catch (error) {
      this.unqueued.push(record);
      this.logger.warn(`Job ${record.id} could not be queued yet: ${(error as Error).message}`);
    }
  }
}

const untilDue = ({ dueAt }: JobRecord): number => Math.max(0, (dueAt ?? 0) - Date.now());
