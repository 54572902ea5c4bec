export type { ClaimableQueue } from './claims.js';
export { EmbeddedQueue } from './embedded/embedded-queue.js';
export type { EmbeddedQueueOptions, EmbeddedQueueSettings } from './embedded/options.js';
export { NotInEmbeddedQueue } from './embedded/refusals.js';
export { QueueEngine, type Backend } from './queue-engine.js';
export { QueueModule } from './queue.module.js';
export { QUEUE_SETTINGS } from './settings.js';
export { WorkLoops, type WorkLoopsOptions } from './work-loops.js';
