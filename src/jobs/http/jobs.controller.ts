import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Owner } from '../../platform/auth/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { ApiProblems } from '../../platform/http/index.js';
import { Jobs } from '../jobs.service.js';
import { isFinal, type JobState } from '../record/record.js';
import { JobAnswers } from './job-answers.js';
import { instant, JobView, jobWord, viewJob, type JobWord } from './job-view.js';
import {
  CancelledJob,
  ErasedJob,
  JobList,
  JobTimeline,
  ListJobsQuery,
  ResultQuery,
  RetriedJob,
} from './jobs.dto.js';
import { ResultRenderer } from './result-formats.js';

const DEFAULT_WAIT_SECONDS = 30;
/** More jobs than all workers of an owner's instance run at once. */
const MOST_RUNNING = 10_000;
const STATES_OF_WORD: Record<JobWord, readonly JobState[]> = {
  PENDING: ['waiting', 'delayed'],
  STARTED: ['active'],
  PROGRESS: ['active'],
  RETRY: ['retrying'],
  SUCCESS: ['completed'],
  FAILURE: ['failed'],
  REVOKED: ['cancelled'],
};

/** The canonical jobs surface: every job, whichever surface it came through. */
@ApiTags('Jobs')
@ApiBearerAuth()
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly answers: JobAnswers,
    private readonly renderer: ResultRenderer,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get('status/:id')
  @ApiOperation({ summary: 'Status and progress of a job, with its result once it is there' })
  @ApiOkResponse({ type: JobView })
  @ApiProblems(401, 404)
  async status(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobView> {
    return this.answers.status(await this.jobs.glance(id, owner), response);
  }

  @Get('result/:id')
  @ApiOperation({
    summary: 'The result as soon as it is there; `wait=true` waits for it',
    description:
      'JSON by default. With `Accept` in any other format that the type of job offers (lab reports: `application/fhir+json`, `text/html`, `application/pdf`); then a failed job is answered with its problem.',
  })
  @ApiOkResponse({ type: JobView, description: 'The job has ended: SUCCESS, FAILURE or REVOKED.' })
  @ApiResponse({ status: 202, type: JobView, description: 'The time is over and the job runs on.' })
  @ApiProblems(401, 404, 406, 409, 422)
  async result(
    @Param('id') id: string,
    @Query() { wait = false, timeout = DEFAULT_WAIT_SECONDS }: ResultQuery,
    @Owner() owner: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobView | StreamableFile> {
    response.vary('Accept');
    const hungUp = new AbortController();
    request.once('close', () => hungUp.abort());
    const record = await this.jobs.get(id, owner);
    const chosen = this.renderer.choose(record, request);
    const ended = wait ? await this.jobs.waitFor(record, timeout * 1000, hungUp.signal) : record;
    if (!isFinal(ended.state)) response.status(this.configuration.server.submitStatus);
    if (chosen && isFinal(ended.state)) {
      this.answers.tellWhenToPoll(ended, response);
      return this.renderer.render(ended, chosen, response, hungUp.signal);
    }
    return this.answers.status(ended, response);
  }

  @Delete('cancel/:id')
  @ApiOperation({
    summary: 'Cancel a job that waits or runs; the answer says how it was stopped and how fast',
  })
  @ApiOkResponse({ type: CancelledJob })
  @ApiProblems(401, 404, 409)
  async cancel(@Param('id') id: string, @Owner() owner: string): Promise<CancelledJob> {
    const record = await this.jobs.get(id, owner);
    const cancelled = await this.jobs.cancel(record);
    return {
      job_id: id,
      status: 'REVOKED',
      was: jobWord({ state: cancelled.cancelledFrom!, progress: cancelled.progress }),
      stopped_by: cancelled.stoppedBy,
      stopped_in_ms: cancelled.stoppedInMs,
    };
  }

  @Post('retry/:id')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start a failed job afresh with all its attempts' })
  @ApiOkResponse({ type: RetriedJob })
  @ApiProblems(401, 404, 409, 410)
  async retry(@Param('id') id: string, @Owner() owner: string): Promise<RetriedJob> {
    await this.jobs.retry(await this.jobs.get(id, owner));
    return { job_id: id, status: 'PENDING', message: 'Job re-queued for processing' };
  }

  @Get('list')
  @ApiOperation({ summary: 'Your jobs, newest first' })
  @ApiOkResponse({ type: JobList })
  @ApiProblems(401, 422)
  async list(@Query() query: ListJobsQuery, @Owner() owner: string): Promise<JobList> {
    if (query.status === 'STARTED' || query.status === 'PROGRESS') return this.listRunning(query, owner);
    const { records, total, nextCursor } = await this.jobs.list({
      owner,
      limit: query.limit ?? 20,
      ...(query.type ? { types: [query.type] } : {}),
      ...(query.queue ? { queue: query.queue } : {}),
      ...(query.status ? { states: STATES_OF_WORD[query.status] } : {}),
      ...(query.cursor ? { cursor: query.cursor } : {}),
    });
    return { jobs: records.map((record) => viewJob(record)), total, next_cursor: nextCursor };
  }

  /** STARTED and PROGRESS are one state of the record; running jobs are few, so they are told apart here. */
  private async listRunning(query: ListJobsQuery, owner: string): Promise<JobList> {
    const { records } = await this.jobs.list({
      owner,
      limit: MOST_RUNNING,
      states: ['active'],
      ...(query.type ? { types: [query.type] } : {}),
      ...(query.queue ? { queue: query.queue } : {}),
    });
    const matching = records.filter((record) => jobWord(record) === query.status);
    const page = matching.filter(({ id }) => !query.cursor || id < query.cursor).slice(0, query.limit ?? 20);
    const isLast = page.length === 0 || page.at(-1) === matching.at(-1);
    return {
      jobs: page.map((record) => viewJob(record)),
      total: matching.length,
      next_cursor: isLast ? null : page.at(-1)!.id,
    };
  }

  @Get('timeline/:id')
  @ApiOperation({ summary: 'Everything that happened to a job, in order' })
  @ApiOkResponse({ type: JobTimeline })
  @ApiProblems(401, 404)
  async timeline(@Param('id') id: string, @Owner() owner: string): Promise<JobTimeline> {
    const lines = await this.jobs.timeline(await this.jobs.get(id, owner));
    return {
      job_id: id,
      events: lines.map(({ n, at, event, state, details }) => ({
        n,
        at: instant(at)!,
        event,
        status: jobWord({ state, progress: event === 'progress' ? { percent: 0, words: '' } : null }),
        ...(details ? { details } : {}),
      })),
    };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Erase a job: record, files, result and timeline' })
  @ApiOkResponse({ type: ErasedJob })
  @ApiProblems(401, 404)
  async erase(@Param('id') id: string, @Owner() owner: string): Promise<ErasedJob> {
    const { blobs } = await this.jobs.erase(await this.jobs.get(id, owner));
    return { job_id: id, erased: { record: true, timeline: true, blobs } };
  }
}
