import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { SubmittedJob } from '../http/jobs.dto.js';
import { submitAnswers } from '../http/submit-answers.js';
import { SubmitRoute } from '../http/submit-route.decorator.js';
import type { SubmitRequest } from '../http/submit.guard.js';
import { Submissions } from '../http/submissions.js';
import { PingForm } from './ping.dto.js';
import { ping } from './ping.job.js';

/** Submits `ping` jobs. */
@ApiTags('Jobs')
@ApiBearerAuth()
@Controller('jobs/submit')
export class PingController {
  constructor(private readonly submissions: Submissions) {}

  @Post('ping')
  @SubmitRoute()
  @ApiOperation({ summary: 'Submit a job that does nothing but go round' })
  @ApiAcceptedResponse({ type: SubmittedJob })
  ping(
    @Body() input: PingForm,
    @Req() request: SubmitRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const answers = submitAnswers(() => this.submissions.estimateSeconds(ping));
    return this.submissions.accept({ declaration: ping, input, request, response }, answers);
  }
}
