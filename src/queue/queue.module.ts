import { type DynamicModule, Global, Module } from '@nestjs/common';
import { BullModule, getQueueToken } from '@nestjs/bull';
import { QueueEngine } from './queue-engine.js';

/** The engine, once per process. `BullModule.registerQueue()` without names brings the explorer of `@Processor` classes only. */
@Global()
@Module({
  imports: [BullModule.registerQueue()],
  providers: [QueueEngine],
  exports: [QueueEngine],
})
class QueueEngineModule {}

/** Puts queues under the tokens of `@nestjs/bull`, so that `@InjectQueue` and `@Processor` work on either engine. */
@Module({})
export class QueueModule {
  static register(...names: string[]): DynamicModule {
    const queues = names.map((name) => ({
      provide: getQueueToken(name),
      useFactory: (engine: QueueEngine) => engine.queue(name),
      inject: [QueueEngine],
    }));
    return { module: QueueModule, imports: [QueueEngineModule], providers: queues, exports: queues };
  }
}
