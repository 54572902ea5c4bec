import { Injectable } from '@nestjs/common';
import { QueueEngine } from '../../queue/index.js';
import { queueJobId, type JobRecord } from '../record/record.js';

/** What lies in the queue: a reference, never the job itself. */
export interface QueuePayload {
  id: string;
}

/** The record decides about attempts; the engine must only never give a job up by itself. */
const UNLIMITED = 1_000_000;

/** A job's place in the queue engine: made, looked up, nothing else. */
@Injectable()
export class QueueEntries {
  constructor(private readonly engine: QueueEngine) {}

  /** Puts the job into its queue; doing it twice has the effect of once. */
  async add(record: Pick<JobRecord, 'id' | 'type' | 'queue' | 'round' | 'urgent'>, delay = 0): Promise<void> {
    const payload: QueuePayload = { id: record.id };
    await this.engine.queue(record.queue).add(record.type, payload, {
      jobId: queueJobId(record),
      lifo: record.urgent,
      attempts: UNLIMITED,
      backoff: { type: 'assay' },
      removeOnComplete: true,
      removeOnFail: true,
      ...(delay > 0 ? { delay } : {}),
    });
  }

  /** Whether the engine still knows the job. */
  async has(record: Pick<JobRecord, 'id' | 'queue' | 'round'>): Promise<boolean> {
    return (await this.engine.queue(record.queue).getJob(queueJobId(record))) !== null;
  }
}
