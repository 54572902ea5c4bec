import { IsString, IsUrl } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { defineJob } from '../declaration/define-job.js';
import { QUEUES } from '../declaration/queues.js';

/** A message about the end of a job. Made by Assay itself, never by a client. */
export class WebhookDeliveryInput {
  @ApiProperty()
  @IsUrl()
  url!: string;

  @ApiProperty({ description: 'The same at every attempt and replay.' })
  @IsString()
  message_id!: string;

  /** As it is signed and sent. */
  @ApiProperty()
  @IsString()
  body!: string;
}

export class WebhookDeliveryResult {
  @ApiProperty({ type: [Object] })
  models!: object[];

  @ApiProperty({ description: 'Status code of the answer.' })
  response_status!: number;

  @ApiProperty({ description: 'From sending until the head of the answer.' })
  milliseconds!: number;
}

/** Tells a callback address of the end of a job; tried for about six hours. */
export const webhookDelivery = defineJob({
  name: 'webhook-delivery',
  queue: QUEUES.general,
  input: WebhookDeliveryInput,
  result: WebhookDeliveryResult,
  attempts: 12,
  backoff: { type: 'exponential', delay: 15_000 },
  limits: { soft: 20_000, hard: 30_000 },
  estimate: 500,
});
