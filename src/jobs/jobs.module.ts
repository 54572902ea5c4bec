import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import type { Job } from 'bull';
import { QueueEngine, QueueModule } from '../queue/index.js';
import { JobCatalogue } from './declaration/catalogue.js';
import { Confirmations } from './submit/confirmations.js';
import { dataKey } from './record/data-key.js';
import type { JobDeclaration } from './declaration/define-job.js';
import { handledJobs } from './declaration/handles.decorator.js';
import { EventsController } from './http/events.controller.js';
import { JobAnswers } from './http/job-answers.js';
import { JobsOverviewController } from './http/jobs-overview.controller.js';
import { JobsController } from './http/jobs.controller.js';
import { ResultRenderer } from './http/result-formats.js';
import { Submissions } from './http/submissions.js';
import { IdempotencyKeys } from './submit/idempotency.js';
import { JobWatch } from './job-watch.js';
import { Jobs } from './jobs.service.js';
import { JobPayloads } from './record/payloads.js';
import { PingController } from './ping/ping.controller.js';
import { ping } from './ping/ping.job.js';
import { PingProcessor } from './ping/ping.processor.js';
import { QueueEntries, type QueuePayload } from './submit/queue-entries.js';
import { Placement } from './submit/placement.js';
import { QueueOverview } from './statistics/queue-overview.js';
import { Homecoming } from './spool/homecoming.js';
import { Reconciler } from './housekeeping/reconciler.js';
import { WebhooksModule } from '../webhooks/index.js';
import { Deliveries } from './deliveries/deliveries.js';
import { webhookDelivery } from './deliveries/webhook-delivery.job.js';
import { WebhookDeliveryProcessor } from './deliveries/webhook-delivery.processor.js';
import { Operator } from './operating/operator.js';
import { Endings } from './running/endings.js';
import { JobRunner } from './running/runner.js';
import { RunningJobs } from './running/running-jobs.js';
import { Sealer } from './record/sealer.js';
import { SharedState } from './housekeeping/shared-state.js';
import { Statistics } from './statistics/statistics.js';
import { StoreModule } from './store/store.module.js';
import { WorkerTally } from './workers/worker-tally.js';
import { Worker } from './workers/worker.service.js';

const SERVICES = [
  JobCatalogue,
  Jobs,
  JobPayloads,
  IdempotencyKeys,
  Confirmations,
  JobWatch,
  QueueEntries,
  Placement,
  QueueOverview,
  Statistics,
  SharedState,
  RunningJobs,
  Endings,
  Deliveries,
  JobRunner,
  Operator,
  Worker,
  WorkerTally,
  Submissions,
  JobAnswers,
  ResultRenderer,
  {
    provide: Sealer,
    inject: [CONFIGURATION],
    useFactory: ({ data }: Configuration) => new Sealer(dataKey(data.key, data.directory)),
  },
];

/** The canonical job: everything that all features share. Features bring their declarations with {@link JobsModule.declare}. */
@Global()
@Module({
  imports: [StoreModule, WebhooksModule, DiscoveryModule, QueueModule.register(ping.queue)],
  controllers: [PingController, JobsController, EventsController, JobsOverviewController],
  providers: [...SERVICES, Reconciler, Homecoming, PingProcessor, WebhookDeliveryProcessor],
  exports: SERVICES,
})
export class JobsModule implements OnModuleInit {
  constructor(
    @Inject(JobCatalogue) private readonly catalogue: JobCatalogue,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(QueueEngine) private readonly engine: QueueEngine,
    @Inject(JobRunner) private readonly runner: JobRunner,
  ) {
    catalogue.declare(ping);
    catalogue.declare(webhookDelivery);
  }

  /** Makes declarations known and their queues injectable; imported by the feature that owns them. */
  static declare(...declarations: readonly JobDeclaration[]): DynamicModule {
    return DeclaredJobsModule.of(declarations);
  }

  /** Start-up refuses a declaration without handler and a handler without declaration. */
  onModuleInit(): void {
    for (const { metatype } of this.discovery.getProviders())
      if (typeof metatype === 'function' && metatype.prototype)
        handledJobs(metatype.prototype as object).forEach((declaration) =>
          this.catalogue.handle(declaration),
        );
    this.catalogue.assertComplete();
    for (const queue of this.catalogue.queues()) this.takeUnknownJobs(queue);
  }

  private takeUnknownJobs(queue: string): void {
    const putBack = (job: Job<QueuePayload>): Promise<void> => this.runner.putBackUnknown(job);
    void this.engine.queue(queue).process('*', 0, putBack);
  }
}

@Module({})
class DeclaredJobsModule {
  static of(declarations: readonly JobDeclaration[]): DynamicModule {
    const queues = [...new Set(declarations.map(({ queue }) => queue))];
    const names = declarations.map(({ name }) => name).join(', ');
    return {
      module: DeclaredJobsModule,
      imports: [QueueModule.register(...queues)],
      providers: [
        {
          provide: `declared jobs: ${names}`,
          inject: [JobCatalogue],
          useFactory: (catalogue: JobCatalogue) => {
            declarations.forEach((declaration) => catalogue.declare(declaration));
            return declarations;
          },
        },
      ],
      exports: [QueueModule],
    };
  }
}
