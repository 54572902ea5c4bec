import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { SigningSecrets } from './signing-secrets.js';
import { WebhookSender } from './webhook-sender.js';

/** The one {@link WebhookSender} of the process. */
@Global()
@Module({
  providers: [
    {
      provide: WebhookSender,
      inject: [CONFIGURATION],
      useFactory: ({ webhooks, data }: Configuration) =>
        new WebhookSender(webhooks, SigningSecrets.of(webhooks.secrets, data.directory)),
    },
  ],
  exports: [WebhookSender],
})
export class WebhooksModule {}
