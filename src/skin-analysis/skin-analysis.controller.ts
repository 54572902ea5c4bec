import { Body, Controller, Post, Req, Res } from '@nestjs/common';
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
import { SubmittedJob, type SubmitRequest, SubmitRoute } from '../jobs/index.js';
import { ApiProblems } from '../platform/http/index.js';
import { Upload, type UploadedBlob } from '../storage/index.js';
import { dermoscopy, DermoscopyInput } from './dermoscopy.job.js';
import { DermoscopyResultView } from './skin-analysis.dto.js';
import { type SkinSubmission, SkinSubmissions } from './skin-submissions.js';

class DermoscopyForm extends OmitType(DermoscopyInput, ['file'] as const) {}

/** Any type here: the header is read with care afterwards, and says more. */
const IMAGE_UPLOAD = { file: {} };

/** Skin images: the surface of the skin classifier, each job with a twin that waits. */
@ApiTags('Skin images')
@ApiBearerAuth()
@Controller()
export class SkinAnalysisController {
  constructor(private readonly submissions: SkinSubmissions) {}

  @Post('jobs/submit/dermoscopy')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Measure the lesion of a dermoscopic image as a job' })
  @ApiBody({ type: DermoscopyInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  async submitDermoscopy(
    @Upload('file') file: UploadedBlob,
    @Body() form: DermoscopyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.accept(await this.dermoscopy(file, form, request, response));
  }

  @Post('dermoscopy')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Measure the lesion of a dermoscopic image and wait for the result' })
  @ApiBody({ type: DermoscopyInput })
  @ApiOkResponse({ type: DermoscopyResultView })
  @ApiProblems(500, 504)
  async completeDermoscopy(
    @Upload('file') file: UploadedBlob,
    @Body() form: DermoscopyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.complete(await this.dermoscopy(file, form, request, response));
  }

  private async dermoscopy(
    file: UploadedBlob,
    form: DermoscopyForm,
    request: SubmitRequest,
    response: Response,
  ): Promise<SkinSubmission<typeof dermoscopy>> {
    const input = { ...form, file: await this.submissions.admit(file) };
    return { declaration: dermoscopy, input, request, response };
  }
}
