import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Problem } from '../../platform/http/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { instant } from '../http/job-view.js';
import { Jobs } from '../jobs.service.js';
import { JobPayloads } from '../record/payloads.js';
import { isFinal, type JobRecord, type TimelineLine } from '../record/record.js';
import { Endings } from '../running/endings.js';
import { JobStore } from '../store/job-store.js';
import type { Delivery, DeliveryAttempt } from './deliveries.dto.js';
import { deliveryId } from './delivery-id.js';
import { webhookDelivery, type WebhookDeliveryInput } from './webhook-delivery.job.js';

/** Replays of one message, so that a listing stays bounded. */
const MAXIMUM_REPLAYS = 100;

/** Messages about the ends of jobs: made once for each end, listed, sent again. */
@Injectable()
export class Deliveries implements OnModuleInit {
  private readonly logger = new Logger(Deliveries.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly store: JobStore,
    private readonly payloads: JobPayloads,
    private readonly catalogue: JobCatalogue,
    private readonly endings: Endings,
  ) {}

  onModuleInit(): void {
    this.endings.onEnd((id) => this.announceSoon(id));
  }

  /** When this fails, the reconciler does it. */
  private announceSoon(id: string): void {
    this.store
      .get(id)
      .then((record) => (record && isFinal(record.state) ? this.announce(record) : undefined))
      .catch((error: unknown) =>
        this.logger.warn(`The end of job ${id} is announced later: ${(error as Error).message}`),
      );
  }

  /** Submits the delivery of a job that has ended, once however often it is called, and takes the job off the review. */
  async announce(record: JobRecord): Promise<void> {
    const callback = this.catalogue.find(record.type)?.callback;
    const input = this.payloads.inputOf(record);
    const url = callback?.urlOf(input);
    if (callback && url) {
      const view = callback.view(record, input, await this.payloads.resultOf(record));
      const message: WebhookDeliveryInput = {
        url,
        message_id: messageId(record),
        body: JSON.stringify(view),
      };
      await this.jobs.follow(record, webhookDelivery, message, deliveryId(record));
    }
    await this.store.closeReview(record.id, record.finishedAt!);
  }

  /** All deliveries of a job, oldest first. */
  async of(record: JobRecord): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (let round = 0; round <= record.round; round++)
      for (const delivery of await this.ofRound({ id: record.id, round }))
        deliveries.push(await this.view(delivery));
    return deliveries;
  }

  /**
   * Sends a message again: a failed delivery afresh, one that was taken as a new delivery of the same message.
   * 404 for no delivery of this job, 409 while it is under way or after 100 replays.
   */
  async replay(record: JobRecord, id: string): Promise<Delivery> {
    for (let round = 0; round <= record.round; round++) {
      const deliveries = await this.ofRound({ id: record.id, round });
      const found = deliveries.find((delivery) => delivery.id === id);
      if (found) return this.view(await this.again(found, { id: record.id, round }, deliveries.length));
    }
    throw new Problem(404, 'Delivery not found', 'This task has no delivery with this id.');
  }

  private async again(
    delivery: JobRecord,
    end: Pick<JobRecord, 'id' | 'round'>,
    replay: number,
  ): Promise<JobRecord> {
    if (delivery.state === 'failed') return this.jobs.retry(delivery);
    if (delivery.state !== 'completed')
      throw new Problem(409, 'Delivery is under way', 'Only a delivery that has ended can be sent again.');
    if (replay > MAXIMUM_REPLAYS)
      throw new Problem(409, 'Too many replays', `A message is sent again ${MAXIMUM_REPLAYS} times at most.`);
    const id = deliveryId(end, replay);
    await this.jobs.follow(delivery, webhookDelivery, this.payloads.inputOf(delivery), id);
    return (await this.store.get(id))!;
  }

  private async ofRound(end: Pick<JobRecord, 'id' | 'round'>): Promise<JobRecord[]> {
    const records: JobRecord[] = [];
    for (let replay = 0; replay <= MAXIMUM_REPLAYS; replay++) {
      const record = await this.store.get(deliveryId(end, replay));
      if (!record) break;
      records.push(record);
    }
    return records;
  }

  private async view(record: JobRecord): Promise<Delivery> {
    const { url, message_id } = this.payloads.inputOf<WebhookDeliveryInput>(record);
    const result = await this.payloads.resultOf(record);
    return {
      delivery_id: record.id,
      message_id,
      url,
      status: wordOf(record),
      created_at: instant(record.createdAt)!,
      ...(record.state === 'completed' && {
        delivered_at: instant(record.finishedAt)!,
        response_status: result?.['response_status'] as number,
      }),
      ...(record.dueAt !== null && { next_attempt_at: instant(record.dueAt)! }),
      ...(record.error !== null && { error: record.error }),
      attempts: attemptsOf(await this.store.timeline(record.id)),
    };
  }
}

const messageId = (record: JobRecord): string => `msg_${deliveryId(record).replaceAll('-', '')}`;

function wordOf({ state }: JobRecord): Delivery['status'] {
  if (state === 'completed') return 'delivered';
  if (state === 'active') return 'sending';
  return state === 'waiting' || state === 'delayed' ? 'pending' : state;
}

const ENDS_OF_ATTEMPTS = new Set(['complete', 'postpone', 'fail', 'give_up']);

function attemptsOf(timeline: readonly TimelineLine[]): DeliveryAttempt[] {
  return timeline
    .filter(({ event }) => ENDS_OF_ATTEMPTS.has(event))
    .map(({ event, at, details }, index) => ({
      attempt: index + 1,
      at: instant(at)!,
      outcome: event === 'complete' ? 'delivered' : 'failed',
      ...(typeof details?.['error'] === 'string' && { error: details['error'] }),
    }));
}
