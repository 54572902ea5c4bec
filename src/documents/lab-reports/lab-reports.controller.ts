import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  OmitType,
} from '@nestjs/swagger';
import type { Response } from 'express';
import {
  JobAnswers,
  type JobRecord,
  Jobs,
  QueueOverview,
  Statistics,
  type SubmitAnswers,
  Submissions,
  type SubmitRequest,
  SubmitRoute,
} from '../../jobs/index.js';
import { Owner } from '../../platform/auth/index.js';
import { ApiProblems } from '../../platform/http/index.js';
import { currentRequestId } from '../../platform/logging/index.js';
import { Upload, type UploadedBlob } from '../../storage/index.js';
import { labReport, LabReportInput } from './lab-report.job.js';
import { LabQueueStatistics, LabReportAnswer, LabReportStatus, QueuedLabReport } from './lab-reports.dto.js';
import { inWords, viewResult, viewStatus } from './lab-reports.presenter.js';
import { PictureAdmission } from './picture-admission.js';

class LabReportForm extends OmitType(LabReportInput, ['file'] as const) {}

const REPORT_UPLOAD = {
  file: { types: ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'image/webp'] },
};

/** Blood-test reports: the surface of the blood-test analyser. */
@ApiTags('Lab reports')
@ApiBearerAuth()
@Controller()
export class LabReportsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly submissions: Submissions,
    private readonly answers: JobAnswers,
    private readonly statistics: Statistics,
    private readonly overview: QueueOverview,
    private readonly admission: PictureAdmission,
  ) {}

  @Post('analyze')
  @SubmitRoute(REPORT_UPLOAD)
  @ApiOperation({ summary: 'Analyse a blood-test report and wait for the result' })
  @ApiBody({ type: LabReportInput })
  @ApiOkResponse({ type: LabReportAnswer })
  @ApiProblems(500, 504)
  async analyze(
    @Upload('file') file: UploadedBlob,
    @Body() form: LabReportForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const input = { file: await this.admission.admit(file), ...form };
    return this.submissions.complete(
      { declaration: labReport, input, request, response },
      this.answersFor(input),
    );
  }

  @Post('analyze-async')
  @SubmitRoute(REPORT_UPLOAD)
  @ApiOperation({ summary: 'Analyse a blood-test report as a job' })
  @ApiBody({ type: LabReportInput })
  @ApiAcceptedResponse({ type: QueuedLabReport })
  async analyzeAsync(
    @Upload('file') file: UploadedBlob,
    @Body() form: LabReportForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const input = { file: await this.admission.admit(file), ...form };
    return this.submissions.accept(
      { declaration: labReport, input, request, response },
      this.answersFor(input),
    );
  }

  @Get('status/:id')
  @ApiOperation({ summary: 'Status of an analysis, with its result once completed' })
  @ApiOkResponse({ type: LabReportStatus })
  @ApiProblems(401, 404)
  async status(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LabReportStatus> {
    const record = await this.jobs.glance(id, owner, [labReport.name]);
    this.answers.tellWhenToPoll(record, response);
    return viewStatus(record, await this.jobs.resultOf(record));
  }

  @Get('queue/stats')
  @ApiOperation({ summary: 'Length and state of the analysis queue' })
  @ApiOkResponse({ type: LabQueueStatistics })
  @ApiProblems(401)
  async queueStatistics(): Promise<LabQueueStatistics> {
    const { backend, depths, status } = await this.overview.look();
    return {
      queue_enabled: true,
      queue_length: depths[labReport.queue] ?? 0,
      backend,
      status: status === 'healthy' ? 'healthy' : 'degraded',
    };
  }

  private answersFor({ file }: LabReportInput): SubmitAnswers {
    return {
      location: (id) => `/status/${id}`,
      accepted: async (record: JobRecord): Promise<QueuedLabReport> => ({
        status: 'queued',
        job_id: record.id,
        request_id: currentRequestId() ?? record.id,
        message: 'Analysis has been queued for processing',
        status_url: `/status/${record.id}`,
        estimated_processing_time: inWords(await this.statistics.secondsToResult(labReport)),
        file_processed: file.filename,
        processing_info: {
          file_size_bytes: file.bytes,
          timestamp: record.createdAt / 1000,
          mode: 'asynchronous',
        },
      }),
      completed: (_record, result) => viewResult(result),
    };
  }
}
