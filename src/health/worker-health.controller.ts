import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../platform/auth/index.js';
import { HealthChecks } from './checks.js';

/** How a worker process is; on WORKER_HEALTH_PORT. */
@Controller('health')
@Public()
export class WorkerHealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: HealthChecks,
  ) {}

  @Get()
  @HealthCheck()
  overall(): Promise<HealthCheckResult> {
    return this.health.check(this.checks.ofWorker());
  }

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check(this.checks.ofWorker());
  }
}
