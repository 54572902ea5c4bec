export { WebhookSender, type WebhookAnswer, type WebhookMessage } from './webhook-sender.js';
export { WebhooksModule } from './webhooks.module.js';
