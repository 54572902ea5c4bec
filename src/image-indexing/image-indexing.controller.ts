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
  pythonInstant,
  QueueOverview,
  Statistics,
  type SubmitAnswers,
  Submissions,
  type SubmitRequest,
  SubmitRoute,
} from '../jobs/index.js';
import { Owner } from '../platform/auth/index.js';
import { ApiProblems } from '../platform/http/index.js';
import { Upload, type UploadedBlob } from '../storage/index.js';
import { ImageAdmission, PRODUCT_IMAGE_UPLOAD } from './image-admission.js';
import {
  ProductQueueStatistics,
  ProductStatus,
  QueuedProduct,
  RetriedProduct,
} from './image-indexing.dto.js';
import { viewStatus } from './image-indexing.presenter.js';
import { parseMetadata } from './metadata.js';
import { type OwnedProductIndexInput, productIndex, ProductIndexInput } from './product-index.job.js';

class ProductForm extends OmitType(ProductIndexInput, ['image_file'] as const) {}

/** Products on their way into the index: the surface of the image indexer. */
@ApiTags('Product images')
@ApiBearerAuth()
@Controller('api/v1')
export class ImageIndexingController {
  constructor(
    private readonly jobs: Jobs,
    private readonly submissions: Submissions,
    private readonly answers: JobAnswers,
    private readonly admission: ImageAdmission,
    private readonly statistics: Statistics,
    private readonly overview: QueueOverview,
  ) {}

  @Post('index-product-with-image')
  @SubmitRoute(PRODUCT_IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Index a product by its picture and its words; again: replace it' })
  @ApiBody({ type: ProductIndexInput })
  @ApiAcceptedResponse({ type: QueuedProduct })
  async index(
    @Upload('image_file') image: UploadedBlob,
    @Body() form: ProductForm,
    @Owner() owner: string,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    parseMetadata(form.metadata);
    const input = { ...form, owner, image_file: await this.admission.admit(image) };
    return this.submissions.accept({ declaration: productIndex, input, request, response }, answersFor(form));
  }

  @Get('queue/status/:id')
  @ApiOperation({ summary: 'Status of an indexing job' })
  @ApiOkResponse({ type: ProductStatus })
  @ApiProblems(401, 404)
  async status(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ProductStatus> {
    const record = await this.jobs.glance(id, owner, [productIndex.name]);
    this.answers.tellWhenToPoll(record, response);
    return viewStatus(record, this.productIdOf(record), await this.jobs.resultOf(record));
  }

  @Get('queue/stats')
  @ApiOperation({ summary: 'Length of the indexing queue and its jobs by state' })
  @ApiOkResponse({ type: ProductQueueStatistics })
  @ApiProblems(401)
  async queueStatistics(): Promise<ProductQueueStatistics> {
    const [{ reachable, depths }, { counts, totals }] = await Promise.all([
      this.overview.look(),
      this.statistics.of([productIndex.name]),
    ]);
    const queued = counts.waiting + counts.delayed + counts.retrying;
    const jobs = { queued, processing: counts.active, completed: totals.completed, failed: totals.failed };
    return {
      available: reachable,
      queue_name: productIndex.queue,
      pending_in_queue: depths[productIndex.queue] ?? 0,
      jobs: { ...jobs, total: queued + counts.active + totals.completed + totals.failed },
      timestamp: pythonInstant(Date.now()),
    };
  }

  @Post('queue/retry/:id')
  @ApiOperation({ summary: 'Index a failed product afresh, with all its attempts' })
  @ApiOkResponse({ type: RetriedProduct })
  @ApiProblems(401, 404, 409, 410)
  async retry(
    @Param('id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RetriedProduct> {
    await this.jobs.retry(await this.jobs.get(id, owner, [productIndex.name]));
    response.status(200);
    return { status: 'retrying', job_id: id, message: 'Job re-queued for processing' };
  }

  private productIdOf(record: JobRecord): string {
    return this.jobs.inputOf<OwnedProductIndexInput>(record).product_id;
  }
}

function answersFor({ product_id: productId }: ProductForm): SubmitAnswers {
  const location = (id: string): string => `/api/v1/queue/status/${id}`;
  return {
    location,
    accepted: (record): QueuedProduct => ({
      status: 'queued',
      job_id: record.id,
      product_id: productId,
      message: 'Product queued for indexing',
      processing_mode: 'async',
      status_url: location(record.id),
    }),
    completed: (record, result) => viewStatus(record, productId, result),
  };
}
