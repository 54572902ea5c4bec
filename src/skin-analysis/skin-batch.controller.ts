import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiOperation,
  ApiTags,
  OmitType,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { SubmittedJob, type SubmitRequest, SubmitRoute } from '../jobs/index.js';
import { Failure } from '../platform/failure.js';
import { UploadList, type UploadedBlob } from '../storage/index.js';
import { batchSkinCheck, BatchSkinCheckInput } from './batch-skin-check.job.js';
import { MOST_IMAGES } from './batch/batch.js';
import { SkinSubmissions } from './skin-submissions.js';

class BatchSkinCheckForm extends OmitType(BatchSkinCheckInput, ['files'] as const) {}

/** Many skin images as one job. */
@ApiTags('Skin images')
@ApiBearerAuth()
@Controller('jobs/submit')
export class SkinBatchController {
  constructor(private readonly submissions: SkinSubmissions) {}

  @Post('batch-skin-check')
  @SubmitRoute({ files: { maximumFiles: MOST_IMAGES } })
  @ApiOperation({ summary: 'Judge up to fifty images as one job, and rank them' })
  @ApiBody({ type: BatchSkinCheckInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  async batchSkinCheck(
    @UploadList('files') files: UploadedBlob[],
    @Body() form: BatchSkinCheckForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const places = form.body_locations?.length ?? files.length;
    if (places !== files.length)
      throw new Failure('bad_input', `body_locations names ${places} places for ${files.length} files.`);
    const input = { ...form, files: await this.submissions.admitAll(files) };
    return this.submissions.acceptBatch({ declaration: batchSkinCheck, input, request, response });
  }
}
