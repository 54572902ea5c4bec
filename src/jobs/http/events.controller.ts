import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Owner } from '../../platform/auth/index.js';
import { ApiProblems } from '../../platform/http/index.js';
import { Jobs } from '../jobs.service.js';
import { isFinal, type JobRecord, type TimelineLine } from '../record/record.js';
import { instant, jobWord, viewProgress } from './job-view.js';

const HEARTBEAT_MS = 15_000;

/** A job's changes as Server-Sent Events, straight from its timeline. */
@ApiTags('Jobs')
@ApiBearerAuth()
@Controller('jobs')
export class EventsController {
  constructor(private readonly jobs: Jobs) {}

  @Get('events/:id')
  @ApiOperation({
    summary: 'Every change of state and progress until the job ends, as Server-Sent Events',
    description: 'Reconnecting with `Last-Event-ID` goes on where the stream broke off.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'The stream; it ends with the job.' })
  @ApiProblems(401, 404)
  async events(
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Owner() owner: string,
    @Res() response: Response,
  ): Promise<void> {
    const record = await this.jobs.get(id, owner);
    openStream(response);
    await this.stream(record, Number(lastEventId) || 0, response);
    response.end();
  }

  private async stream(record: JobRecord, after: number, response: Response): Promise<void> {
    const { change, stop } = await this.jobs.changesOf(record);
    response.once('close', () => change.end());
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    try {
      let sent = after;
      do {
        const lines = await this.jobs.timeline(record, sent);
        for (const line of lines) response.write(eventOf(record.id, line));
        sent = lines.at(-1)?.n ?? sent;
        if (lines.some((line) => isFinal(line.state)) || (await this.isOver(record))) return;
      } while (await change.next());
    } finally {
      clearInterval(heartbeat);
      stop();
    }
  }

  private async isOver(record: JobRecord): Promise<boolean> {
    const lines = await this.jobs.timeline(record, 0);
    return lines.length === 0 || isFinal(lines.at(-1)!.state);
  }
}

function openStream(response: Response): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  });
  response.flushHeaders();
}

function eventOf(id: string, { n, at, event, state, details }: TimelineLine): string {
  const isProgress = event === 'progress';
  const status = jobWord({ state, progress: isProgress ? { percent: 0, words: '' } : null });
  const progress = isProgress ? { progress: viewProgress(details as never) } : {};
  const data = {
    job_id: id,
    status,
    event,
    at: instant(at),
    ...progress,
    ...(isProgress ? {} : { details }),
  };
  return `id: ${n}\nevent: ${isProgress ? 'progress' : 'status'}\ndata: ${JSON.stringify(data)}\n\n`;
}
