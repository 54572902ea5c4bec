import { Processor } from '@nestjs/bull';
import { Failure } from '../../platform/failure.js';
import { WebhookSender } from '../../webhooks/index.js';
import { Handles } from '../declaration/handles.decorator.js';
import type { Task } from '../declaration/task.js';
import { webhookDelivery, type WebhookDeliveryResult } from './webhook-delivery.job.js';

const GONE = 410;

/** Works deliveries: each attempt is one signed POST. */
@Processor(webhookDelivery.queue)
export class WebhookDeliveryProcessor {
  constructor(private readonly sender: WebhookSender) {}

  @Handles(webhookDelivery)
  async deliver({ input, signal }: Task<typeof webhookDelivery>): Promise<WebhookDeliveryResult> {
    const { url, message_id: id, body } = input;
    const { status, milliseconds } = await this.sender.send({ id, url, body }, signal);
    if (status >= 200 && status < 300) return { models: [], response_status: status, milliseconds };
    throw rejected(status);
  }
}

/** Standard Webhooks: anything but 2xx is tried again, and 410 asks for no more messages. */
function rejected(status: number): Failure {
  if (status === GONE)
    return new Failure('bad_input', 'The callback address answered 410: it wants no more messages.');
  const words = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  return new Failure('dependency_down', `The callback address answered ${status}${words}.`);
}
