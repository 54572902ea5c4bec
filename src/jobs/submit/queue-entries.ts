import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { QueueEngine } from '../../queue/index.js';
import { queueJobId, type JobRecord } from '../record/record.js';
import { SPOOL, type Spool } from '../spool/spool.js';

/** What lies in the queue: a reference, never the job itself. */
export interface QueuePayload {
  id: string;
}

type Entry = Pick<JobRecord, 'id' | 'type' | 'queue' | 'round' | 'urgent'>;

/** The record decides about attempts; the engine must only never give a job up by itself. */
const UNLIMITED = 1_000_000;

/** A job's place in the queue engine: made, looked up, nothing else. */
@Injectable()
export class QueueEntries {
  constructor(
    private readonly engine: QueueEngine,
    @Inject(SPOOL) private readonly spool: Spool | null,
  ) {}

  /** Whether the engine still knows the job. */
  async has(record: Pick<JobRecord, 'id' | 'queue' | 'round'>): Promise<boolean> {
    return (await this.engine.queue(record.queue).getJob(queueJobId(record))) !== null;
  }

  /** Puts the job into its queue, where its record lies; doing it twice has the effect of once. */
  add(record: Entry, delay = 0): Promise<void> {
    return this.spool?.holds(record.id) ? this.addToSpool(record, delay) : this.addAtHome(record, delay);
  }

  /** The same for a job whose record is in the spool, or on its way there. */
  addToSpool(record: Entry, delay = 0): Promise<void> {
    return this.addTo(this.engine.spooled(record.queue), record, delay);
  }

  /** The same for a job whose record is in the store of the instance, wherever else it may still be. */
  addAtHome(record: Entry, delay = 0): Promise<void> {
    return this.addTo(this.engine.queue(record.queue), record, delay);
  }

  private async addTo(queue: Queue, record: Entry, delay: number): Promise<void> {
    const payload: QueuePayload = { id: record.id };
    await queue.add(record.type, payload, {
      jobId: queueJobId(record),
      lifo: record.urgent,
      attempts: UNLIMITED,
      backoff: { type: 'assay' },
      removeOnComplete: true,
      removeOnFail: true,
      ...(delay > 0 ? { delay } : {}),
    });
  }
}
