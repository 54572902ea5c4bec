import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../platform/auth/index.js';
import { ApiProblems } from '../platform/http/index.js';
import { HealthChecks } from './checks.js';

/** How the API process is, for people, load balancers and orchestrators. */
@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: HealthChecks,
  ) {}

  @Get()
  @ApiBearerAuth()
  @ApiProblems(401)
  @HealthCheck()
  @ApiOperation({
    summary: 'Everything: queue engine, depths, workers, storage. 503 only when submits would fail',
  })
  overall(): Promise<HealthCheckResult> {
    return this.health.check(this.checks.all());
  }

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'The process is alive' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @HealthCheck()
  @ApiOperation({ summary: 'Submits are accepted' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check(this.checks.needed());
  }
}
