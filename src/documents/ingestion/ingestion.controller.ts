import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { Response } from 'express';
import {
  Deliveries,
  Delivery,
  DeliveryList,
  JobAnswers,
  JobCatalogue,
  type JobRecord,
  Jobs,
  Statistics,
  type SubmitAnswers,
  Submissions,
  type SubmitRequest,
  SubmitRoute,
} from '../../jobs/index.js';
import { Owner } from '../../platform/auth/index.js';
import { Failure } from '../../platform/failure.js';
import { ApiProblems, Problem } from '../../platform/http/index.js';
import { objectKeyFault } from '../../storage/index.js';
import { WebhookSender } from '../../webhooks/index.js';
import { DocumentIngestionInput, documentIngestion, URGENT_PRIORITY } from './document-ingestion.job.js';
import { IngestionStatistics, QueuedTask, RetriedTask, TaskStatus } from './ingestion.dto.js';
import { CHUNKS_ARTEFACT, CONTENT, type ContentFormat } from './ingestion.js';
import { viewTask } from './ingestion.presenter.js';

class ContentQuery {
  @ApiPropertyOptional({ enum: Object.keys(CONTENT), default: 'markdown' })
  @IsIn(Object.keys(CONTENT))
  @IsOptional()
  format?: ContentFormat;
}

/** Documents of the object storage as text: the surface of the document ingestion. */
@ApiTags('Document ingestion')
@ApiBearerAuth()
@Controller('api/documents')
export class IngestionController {
  constructor(
    private readonly jobs: Jobs,
    private readonly submissions: Submissions,
    private readonly answers: JobAnswers,
    private readonly statistics: Statistics,
    private readonly catalogue: JobCatalogue,
    private readonly deliveries: Deliveries,
    private readonly webhooks: WebhookSender,
  ) {}

  @Post('process')
  @SubmitRoute()
  @ApiOperation({ summary: 'Turn a document of the object storage into text' })
  @ApiAcceptedResponse({ type: QueuedTask })
  process(
    @Body() input: DocumentIngestionInput,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const fault = objectKeyFault(input.r2_key);
    if (fault !== null) throw new Failure('bad_input', `r2_key ${fault}.`);
    const urgent = (input.priority ?? 1) >= URGENT_PRIORITY;
    const submission = { declaration: documentIngestion, input, request, response, urgent };
    return this.submissions.accept(submission, answersFor(input, this.warningsOf(input)));
  }

  @Get('queue/stats')
  @ApiOperation({ summary: 'Tasks by state, and totals that never fall' })
  @ApiOkResponse({ type: IngestionStatistics })
  @ApiProblems(401)
  async queueStatistics(): Promise<IngestionStatistics> {
    const { counts, totals } = await this.statistics.of([documentIngestion.name]);
    return {
      pending_tasks: counts.waiting + counts.delayed + counts.retrying,
      processing_tasks: counts.active,
      total_completed: totals.completed,
      total_failed: totals.failed,
      dead_letter_tasks: counts.failed,
      queue_name: this.catalogue.queueOf(documentIngestion),
    };
  }

  @Get('task/:id/status')
  @ApiOperation({ summary: 'Status of a task, with its result once completed' })
  @ApiOkResponse({ type: TaskStatus })
  @ApiProblems(401, 404)
  async status(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TaskStatus> {
    const record = await this.jobs.glance(id, owner, [documentIngestion.name]);
    this.answers.tellWhenToPoll(record, response);
    const result = record.state === 'completed' ? await this.jobs.resultOf(record) : null;
    return viewTask(record, this.jobs.inputOf(record), result);
  }

  @Get('task/:id/content')
  @ApiOperation({ summary: 'The text of the document' })
  @ApiProduces(...Object.values(CONTENT).map(({ type }) => type))
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(401, 404, 409, 422)
  async content(
    @Param('id') id: string,
    @Query() { format = 'markdown' }: ContentQuery,
    @Owner() owner: string,
  ): Promise<StreamableFile> {
    const { artefact, type } = CONTENT[format];
    return this.artefact(await this.completed(id, owner), artefact, type);
  }

  @Get('task/:id/chunks')
  @ApiOperation({ summary: 'The chunks for retrieval: text, pages, headings above' })
  @ApiProduces(CONTENT.json.type)
  @ApiOkResponse({ schema: { type: 'object' } })
  @ApiProblems(401, 404, 409)
  async chunks(@Param('id') id: string, @Owner() owner: string): Promise<StreamableFile> {
    return this.artefact(await this.completed(id, owner), CHUNKS_ARTEFACT, CONTENT.json.type);
  }

  @Post('task/:id/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start a failed task afresh, with all its attempts' })
  @ApiOkResponse({ type: RetriedTask })
  @ApiProblems(401, 404, 409)
  async retry(@Param('id') id: string, @Owner() owner: string): Promise<RetriedTask> {
    await this.jobs.retry(await this.jobs.get(id, owner, [documentIngestion.name]));
    return { task_id: id, status: 'queued' };
  }

  @Get('task/:id/deliveries')
  @ApiOperation({ summary: 'Messages to the callback address: each attempt, and why it failed' })
  @ApiOkResponse({ type: DeliveryList })
  @ApiProblems(401, 404)
  async listDeliveries(@Param('id') id: string, @Owner() owner: string): Promise<DeliveryList> {
    const record = await this.jobs.get(id, owner, [documentIngestion.name]);
    return { task_id: id, deliveries: await this.deliveries.of(record) };
  }

  @Post('task/:id/deliveries/:delivery/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a message to the callback address again' })
  @ApiAcceptedResponse({ type: Delivery })
  @ApiProblems(401, 404, 409)
  async replay(
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @Owner() owner: string,
  ): Promise<Delivery> {
    return this.deliveries.replay(await this.jobs.get(id, owner, [documentIngestion.name]), delivery);
  }

  private warningsOf({ callback_url: url }: DocumentIngestionInput): string[] {
    const fault = url ? this.webhooks.faultOf(url) : null;
    return fault === null
      ? []
      : [`callback_url: The address ${fault}; nobody will be told of the task's end.`];
  }

  private async completed(id: string, owner: string): Promise<JobRecord> {
    const record = await this.jobs.get(id, owner, [documentIngestion.name]);
    if (record.state !== 'completed')
      throw new Problem(
        409,
        'Task is not completed',
        'The task has no content, because it is not completed.',
      );
    return record;
  }

  private async artefact(record: JobRecord, name: string, type: string): Promise<StreamableFile> {
    return new StreamableFile(await this.jobs.artefactOf(record, name), { type });
  }
}

function answersFor(input: DocumentIngestionInput, warnings: string[]): SubmitAnswers {
  const location = (id: string): string => `/api/documents/task/${id}/status`;
  return {
    location,
    accepted: (record): QueuedTask => ({
      task_id: record.id,
      status: 'queued',
      document_id: input.document_id,
      message: 'Document queued for processing',
      status_url: location(record.id),
      ...(warnings.length > 0 && { warnings }),
    }),
    completed: (record, result) => viewTask(record, input, result),
  };
}
