import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { QueueOverview } from '../statistics/queue-overview.js';
import { Statistics, type JobStatistics } from '../statistics/statistics.js';
import { JobsHealth, JobsStatistics, type StatisticsView } from './jobs.dto.js';

/** The queue system as a whole: is it well, and what has it done. */
@ApiTags('Jobs')
@ApiBearerAuth()
@Controller('jobs')
export class JobsOverviewController {
  constructor(
    private readonly overview: QueueOverview,
    private readonly catalogue: JobCatalogue,
    private readonly statistics: Statistics,
  ) {}

  @Get('health')
  @ApiOperation({ summary: 'Queue engine, workers and queue depths' })
  @ApiOkResponse({ type: JobsHealth })
  @ApiProblems(401)
  async health(): Promise<JobsHealth> {
    const { backend, durability, reachable, workers, depths, status, warning } = await this.overview.look();
    return {
      redis_connected: backend === 'redis' && reachable,
      workers_available: workers.length,
      workers: workers.map((worker) => worker.name),
      queues: depths,
      status,
      backend,
      durability,
      ...(warning ? { warning } : {}),
    };
  }

  @Get('stats')
  @ApiOperation({
    summary: 'Counts, throughput, run and wait times per queue and per type, over the last hour',
  })
  @ApiOkResponse({ type: JobsStatistics })
  @ApiProblems(401)
  async stats(): Promise<JobsStatistics> {
    const viewOf = async (types: string[]): Promise<StatisticsView> => view(await this.statistics.of(types));
    const entries = async (names: string[], typesOf: (name: string) => string[]) =>
      Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await viewOf(typesOf(name))] as const)),
      );
    return {
      queues: await entries(this.catalogue.queues(), (queue) => this.catalogue.typesOf(queue)),
      types: await entries(
        this.catalogue.all().map(({ name }) => name),
        (name) => [name],
      ),
    };
  }
}

function view({
  counts,
  totals,
  throughputPerMinute,
  runMs,
  waitMs,
  failureRate,
}: JobStatistics): StatisticsView {
  return {
    counts,
    totals,
    throughput_per_minute: throughputPerMinute,
    run_ms: runMs,
    wait_ms: waitMs,
    failure_rate: failureRate,
  };
}
