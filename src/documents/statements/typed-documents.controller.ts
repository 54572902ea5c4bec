import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  OmitType,
} from '@nestjs/swagger';
import type { Response } from 'express';
import {
  failureMembers,
  JobAnswers,
  Jobs,
  type JobRecord,
  type SubmitAnswers,
  Submissions,
  type SubmitRequest,
  SubmitRoute,
} from '../../jobs/index.js';
import { Owner } from '../../platform/auth/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Failure } from '../../platform/failure.js';
import { ApiProblems, Problem } from '../../platform/http/index.js';
import { Upload, type UploadedBlob } from '../../storage/index.js';
import { inputFile } from '../input-file.js';
import { typedDocument, TypedDocumentInput } from './typed-document.job.js';
import { DocumentStatus, QueuedDocument, TypedDocumentResultView } from './typed-documents.dto.js';
import { parseCategoryRules } from './reports/categories.js';
import { viewStatus } from './typed-documents.presenter.js';

class TypedDocumentForm extends OmitType(TypedDocumentInput, ['file'] as const) {}

/** No list of types: text in old encodings shows none, so the type is judged by {@link requireSupported}. */
const DOCUMENT_UPLOAD = { file: {} };
const SUPPORTED =
  /^(?:application\/(?:pdf|xml|zip|x-cfb|vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet)|text\/.+|image\/(?:png|jpeg|tiff|webp))$/u;

/** Bank statements, invoices and other documents: the surface of the document service. */
@ApiTags('Typed documents')
@ApiBearerAuth()
@Controller()
export class TypedDocumentsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly submissions: Submissions,
    private readonly answers: JobAnswers,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Post('process')
  @SubmitRoute(DOCUMENT_UPLOAD)
  @ApiOperation({ summary: 'Read a bank statement, an invoice or any document as a job' })
  @ApiBody({ type: TypedDocumentInput })
  @ApiAcceptedResponse({ type: QueuedDocument })
  process(
    @Upload('file') file: UploadedBlob,
    @Body() form: TypedDocumentForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    requireSupported(file);
    if (form.category_rules) parseCategoryRules(form.category_rules);
    const input = { file: inputFile(file), ...form };
    return this.submissions.accept(
      { declaration: typedDocument, input, request, response },
      answersFor(file.filename),
    );
  }

  @Get('job/:id/status')
  @ApiOperation({ summary: 'Status and progress of a document, with its result once completed' })
  @ApiOkResponse({ type: DocumentStatus })
  @ApiProblems(401, 404)
  async status(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DocumentStatus> {
    return this.view(await this.jobs.glance(id, owner, [typedDocument.name]), response);
  }

  @Get('job/:id/result')
  @ApiOperation({ summary: 'The result alone' })
  @ApiOkResponse({ type: TypedDocumentResultView })
  @ApiResponse({ status: 202, type: DocumentStatus, description: 'Not finished yet.' })
  @ApiProblems(401, 404, 409, 422)
  async result(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const record = await this.jobs.get(id, owner, [typedDocument.name]);
    if (record.state === 'failed') throw this.failed(record);
    if (record.state === 'cancelled')
      throw new Problem(409, 'Job was cancelled', 'The job was cancelled and has no result.');
    const view = await this.view(record, response);
    if (record.state === 'completed') return view.result ?? {};
    response.status(this.configuration.server.submitStatus);
    return view;
  }

  private async view(record: JobRecord, response: Response): Promise<DocumentStatus> {
    this.answers.tellWhenToPoll(record, response);
    return viewStatus(record, await this.jobs.resultOf(record));
  }

  /** Whatever it failed of, this route says 422: the old clients know no other. */
  private failed(record: JobRecord): Problem {
    const { error, error_type, ...members } = failureMembers(record);
    return new Problem(422, 'Processing failed', error ?? 'Processing failed.', {
      members: { error_type, ...members },
    });
  }
}

function answersFor(filename: string): SubmitAnswers {
  return {
    location: (id) => `/job/${id}/status`,
    accepted: (record): QueuedDocument => ({
      job_id: record.id,
      status: 'queued',
      message: 'Document processing started. Use /job/{job_id}/status to check progress.',
      filename,
    }),
    completed: (record, result) => viewStatus(record, result),
  };
}

function requireSupported({ blob }: UploadedBlob): void {
  if (blob.mediaType === null || SUPPORTED.test(blob.mediaType)) return;
  throw new Failure(
    'unsupported',
    `file: The file is ${blob.mediaType}; accepted: PDF, PNG, JPEG, TIFF, WebP, CSV, OFX, QFX, QIF, MT940, CAMT.053, XLSX and text.`,
  );
}
