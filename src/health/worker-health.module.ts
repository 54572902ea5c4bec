import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthChecks } from './checks.js';
import { WorkerHealthController } from './worker-health.controller.js';

/** Health of a worker process. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [WorkerHealthController],
  providers: [HealthChecks],
})
export class WorkerHealthModule {}
