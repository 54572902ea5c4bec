import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type SubmitRequest, SubmitRoute } from '../jobs/index.js';
import { ApiProblems } from '../platform/http/index.js';
import { Upload, type UploadedBlob } from '../storage/index.js';
import { binaryClassify, BinaryClassifyInput } from './binary-classify.job.js';
import { histopathology, HistopathologyInput } from './histopathology.job.js';
import { fullClassify, FullClassifyInput } from './full-classify.job.js';
import { burnClassify, BurnClassifyInput } from './burn-classify.job.js';
import { dermoscopy, DermoscopyInput } from './dermoscopy.job.js';
import {
  BinaryResultView,
  BurnResultView,
  HistopathologyResultView,
  FullResultView,
  DermoscopyResultView,
} from './skin-analysis.dto.js';
import {
  BinaryClassifyForm,
  BurnClassifyForm,
  HistopathologyForm,
  FullClassifyForm,
  DermoscopyForm,
  IMAGE_UPLOAD,
} from './skin-forms.js';
import { SkinSubmissions } from './skin-submissions.js';

/** Skin images: the twins that wait for the result. */
@ApiTags('Skin images')
@ApiBearerAuth()
@Controller()
export class SkinTwinsController {
  constructor(private readonly submissions: SkinSubmissions) {}

  @Post('binary_classify')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Tell benign from malignant and wait for the result' })
  @ApiBody({ type: BinaryClassifyInput })
  @ApiOkResponse({ type: BinaryResultView })
  @ApiProblems(500, 504)
  binaryClassify(
    @Upload('file') file: UploadedBlob,
    @Body() form: BinaryClassifyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.complete({ declaration: binaryClassify, file, form, request, response });
  }

  @Post('full_classify')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({
    summary: 'Classify and measure a lesion, with what moved the judgement and wait for the result',
  })
  @ApiBody({ type: FullClassifyInput })
  @ApiOkResponse({ type: FullResultView })
  @ApiProblems(500, 504)
  fullClassify(
    @Upload('file') file: UploadedBlob,
    @Body() form: FullClassifyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.complete({ declaration: fullClassify, file, form, request, response });
  }

  @Post('dermoscopy')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Measure the lesion of a dermoscopic image and wait for the result' })
  @ApiBody({ type: DermoscopyInput })
  @ApiOkResponse({ type: DermoscopyResultView })
  @ApiProblems(500, 504)
  dermoscopy(
    @Upload('file') file: UploadedBlob,
    @Body() form: DermoscopyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.complete({ declaration: dermoscopy, file, form, request, response });
  }

  @Post('burn_classify')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({ summary: 'Tell the depth of a burn by rules and wait for the result' })
  @ApiBody({ type: BurnClassifyInput })
  @ApiOkResponse({ type: BurnResultView })
  @ApiProblems(500, 504)
  burnClassify(
    @Upload('file') file: UploadedBlob,
    @Body() form: BurnClassifyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.complete({ declaration: burnClassify, file, form, request, response });
  }

  @Post('histopathology')
  @SubmitRoute(IMAGE_UPLOAD)
  @ApiOperation({
    summary: 'Measure a picture of a section stained with hematoxylin and eosin and wait for the result',
  })
  @ApiBody({ type: HistopathologyInput })
  @ApiOkResponse({ type: HistopathologyResultView })
  @ApiProblems(500, 504)
  histopathology(
    @Upload('file') file: UploadedBlob,
    @Body() form: HistopathologyForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.submissions.complete({ declaration: histopathology, file, form, request, response });
  }
}
