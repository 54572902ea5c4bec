import { Inject, Injectable, Logger } from '@nestjs/common';
import { answerWithin } from '../../platform/answer-within.js';
import { Failure, toFailure } from '../../platform/failure.js';
import { SPOOL, type Spool } from '../spool/spool.js';
import { JobStore, type CreateOptions, type NewJob } from '../store/job-store.js';
import { Confirmations } from './confirmations.js';
import { QueueEntries } from './queue-entries.js';

/** A submit is answered within a second: so long is waited for Redis before the job goes into the spool. */
const PATIENCE_MS = 700;

type Placed = 'created' | 'full' | 'known';

/** Puts a new job where it is safe: record and place in the queue, or both in the spool while Redis is away. */
@Injectable()
export class Placement {
  private readonly logger = new Logger(Placement.name);

  constructor(
    private readonly store: JobStore,
    private readonly entries: QueueEntries,
    private readonly confirmations: Confirmations,
    @Inject(SPOOL) private readonly spool: Spool | null,
  ) {}

  /** Whether new jobs go into the spool now. */
  get isSpooling(): boolean {
    return this.spool?.isNeeded() ?? false;
  }

  /** Whether the job lies in the spool. */
  isSpooled(id: string): boolean {
    return this.spool?.holds(id) ?? false;
  }

  /** Whether a job that nobody knows may lie in the spool of another machine. */
  mayBeElsewhere(id: string): boolean {
    return this.spool?.mayBeElsewhere(id) ?? false;
  }

  /**
   * Writes the record, then queues the job. Once this resolves with `created` the job is not lost. Rejects with `dependency_down`
   * when there is no place: Redis is away and `FAILOVER` is off, or an idempotency key is to be bound, which only Redis knows.
   */
  async place(job: NewJob, options: CreateOptions): Promise<Placed> {
    if (options.unlessKnown && this.isSpooled(job.id)) return 'known';
    if (!this.spool?.takesJobs || options.key) return this.placeInQueue(job, options);
    if (this.spool.isNeeded()) return this.placeInSpool(this.spool, job, options);
    try {
      return await answerWithin(PATIENCE_MS, this.placeInQueue(job, options), unanswered);
    } catch (error) {
      if (toFailure(error).failureClass !== 'dependency_down') throw error;
      this.spool.noteUnanswered();
      return this.placeInSpool(this.spool, job, options);
    }
  }

  /** Puts a job whose record is there into its queue; when the queue does not take it now, the reconciler does it later. */
  async enqueue(job: Pick<NewJob, 'id' | 'type' | 'queue' | 'round' | 'urgent'>): Promise<void> {
    try {
      await this.entries.add(job);
      this.confirmations.add(job.id);
    } catch (error) {
      this.logger.warn(`Job ${job.id} could not be queued yet: ${(error as Error).message}`);
    }
  }

  // Asked for in one turn, both writes share a round trip or a commit. The record comes first on either engine; an
  // entry whose record was refused is dropped when it is claimed.
  private async placeInQueue(job: NewJob, options: CreateOptions): Promise<Placed> {
    const creating = this.store.create(job, options);
    const queueing = options.unlessKnown ? null : this.enqueue(job);
    const created = await creating;
    if (created === 'created') await (queueing ?? this.enqueue(job));
    return created;
  }

  private async placeInSpool(spool: Spool, job: NewJob, options: CreateOptions): Promise<Placed> {
    const [created] = await Promise.all([spool.create(job, options), this.entries.addToSpool(job)]);
    return created;
  }
}

const unanswered = (): Failure =>
  new Failure('dependency_down', 'The job store does not answer at the moment.');
