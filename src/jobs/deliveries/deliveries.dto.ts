import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const DELIVERY_WORDS = ['pending', 'sending', 'retrying', 'delivered', 'failed', 'cancelled'] as const;

export class DeliveryAttempt {
  @ApiProperty({ description: 'Attempt of the delivery, from 1.' })
  attempt!: number;

  @ApiProperty()
  at!: string;

  @ApiProperty({ enum: ['delivered', 'failed'] })
  outcome!: 'delivered' | 'failed';

  @ApiPropertyOptional({ description: 'Why it failed.' })
  error?: string;
}

export class Delivery {
  @ApiProperty()
  delivery_id!: string;

  @ApiProperty({ description: 'Header webhook-id: the same at every attempt and replay.' })
  message_id!: string;

  @ApiProperty()
  url!: string;

  @ApiProperty({ enum: DELIVERY_WORDS })
  status!: (typeof DELIVERY_WORDS)[number];

  @ApiProperty()
  created_at!: string;

  @ApiPropertyOptional()
  delivered_at?: string;

  @ApiPropertyOptional({ description: 'When it is tried again.' })
  next_attempt_at?: string;

  @ApiPropertyOptional({ description: 'Status code of the answer that took it.' })
  response_status?: number;

  @ApiPropertyOptional({ description: 'Why the last attempt failed.' })
  error?: string;

  @ApiProperty({ type: [DeliveryAttempt] })
  attempts!: DeliveryAttempt[];
}

export class DeliveryList {
  @ApiProperty({ description: 'Id of the job that the messages are about.' })
  task_id!: string;

  @ApiProperty({ type: [Delivery], description: 'Oldest first.' })
  deliveries!: Delivery[];
}
