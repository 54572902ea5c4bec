import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/http/index.js';
import { Metrics } from './metrics.js';

/** For Prometheus. */
@ApiTags('Health')
@ApiBearerAuth()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Jobs, queues, workers and this process, in the Prometheus text format' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ type: String })
  @ApiProblems(401)
  read(): Promise<string> {
    return this.metrics.read();
  }
}
