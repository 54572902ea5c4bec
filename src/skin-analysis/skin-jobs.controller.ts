import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SubmittedJob, type SubmitRequest, SubmitRoute } from '../jobs/index.js';

import { Upload, type UploadedBlob } from '../storage/index.js';
import { binaryClassify, BinaryClassifyInput } from './binary-classify.job.js';
import { histopathology, HistopathologyInput } from './histopathology.job.js';
import { fullClassify, FullClassifyInput } from './full-classify.job.js';
import { burnClassify, BurnClassifyInput } from './burn-classify.job.js';
import { dermoscopy, DermoscopyInput } from './dermoscopy.job.js';

import {
  BinaryClassifyForm,
  BurnClassifyForm,
  HistopathologyForm,
  FullClassifyForm,
  DermoscopyForm,
  IMAGE_UPLOAD,
} from './skin-forms.js';
import { SkinSubmissions } from './skin-submissions.js';

/** Skin images as jobs: the surface of the skin classifier. */
@ApiTags('Skin images')
@ApiBearerAuth()
@Controller('jobs/submit')
export class SkinJobsController {
  constructor(private readonly submissions: SkinSubmissions) {}

  @Post('binary-classify')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Tell benign from malignant as a job' })
  @ApiBody({ type: BinaryClassifyInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  binaryClassify(
    @Upload('file') file: UploadedBlob,
    @Body() form: BinaryClassifyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.accept({ declaration: binaryClassify, file, form, request, response });
  }

  @Post('full-classify')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Classify and measure a lesion, with what moved the judgement as a job' })
  @ApiBody({ type: FullClassifyInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  fullClassify(
    @Upload('file') file: UploadedBlob,
    @Body() form: FullClassifyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.accept({ declaration: fullClassify, file, form, request, response });
  }

  @Post('dermoscopy')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Measure the lesion of a dermoscopic image as a job' })
  @ApiBody({ type: DermoscopyInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  dermoscopy(
    @Upload('file') file: UploadedBlob,
    @Body() form: DermoscopyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.accept({ declaration: dermoscopy, file, form, request, response });
  }

  @Post('burn-classify')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Tell the depth of a burn by rules as a job' })
  @ApiBody({ type: BurnClassifyInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  burnClassify(
    @Upload('file') file: UploadedBlob,
    @Body() form: BurnClassifyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.accept({ declaration: burnClassify, file, form, request, response });
  }

  @Post('histopathology')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Measure a picture of a section stained with hematoxylin and eosin as a job' })
  @ApiBody({ type: HistopathologyInput })
  @ApiAcceptedResponse({ type: SubmittedJob })
  histopathology(
    @Upload('file') file: UploadedBlob,
    @Body() form: HistopathologyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.accept({ declaration: histopathology, file, form, request, response });
  }
}
