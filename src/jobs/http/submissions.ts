import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Problem } from '../../platform/http/index.js';
import type { InputOf, JobDeclaration } from '../declaration/define-job.js';
import { Jobs } from '../jobs.service.js';
import { isFinal, type JobRecord } from '../record/record.js';
import { JobRunner } from '../running/runner.js';
import { Statistics } from '../statistics/statistics.js';
import { parsePrefer } from './prefer.js';
import type { SubmitRequest } from './submit.guard.js';

/** How a surface answers a submit. */
export interface SubmitAnswers {
  /** Where the job's status is found, for `Location`. */
  location: (id: string) => string;
  /** The answer while the job runs. */
  accepted: (record: JobRecord) => object | Promise<object>;
  /** The answer with the result, when the client waited for it. */
  completed: (record: JobRecord, result: Record<string, unknown>) => object;
}

interface Submission<Declaration extends JobDeclaration> {
  declaration: Declaration;
  input: InputOf<Declaration>;
  request: SubmitRequest;
  response: Response;
  urgent?: boolean;
}

/** Submits as HTTP knows them: answer at once, or wait as the route and the client's `Prefer` say. */
@Injectable()
export class Submissions {
  constructor(
    private readonly jobs: Jobs,
    private readonly runner: JobRunner,
    private readonly statistics: Statistics,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** For asynchronous routes: `202` at once; with `Prefer: wait=N` the result, if it is there within N seconds. */
  async accept<Declaration extends JobDeclaration>(
    submission: Submission<Declaration>,
    answers: SubmitAnswers,
  ): Promise<object> {
    const { wait, respondAsync } = parsePrefer(submission.request.headers.prefer);
    const record = await this.submit(submission, answers);
    if (respondAsync || wait === null) return this.answerAccepted(submission.response, record, answers);
    submission.response.setHeader('Preference-Applied', `wait=${wait}`);
    const ended = await this.wait(submission, record, wait * 1000);
    if (!isFinal(ended.state)) return this.answerAccepted(submission.response, ended, answers);
    return this.answerEnded(submission.response, ended, answers);
  }

  /** For routes that wait: the result, or the failure as an error; `504` with `Location` when it takes too long. */
  async complete<Declaration extends JobDeclaration>(
    submission: Submission<Declaration>,
    answers: SubmitAnswers,
  ): Promise<object> {
    const { wait, respondAsync } = parsePrefer(submission.request.headers.prefer);
    const record = await this.submit(submission, answers);
    if (respondAsync) {
      submission.response.setHeader('Preference-Applied', 'respond-async');
      return this.answerAccepted(submission.response, record, answers);
    }
    const longest = this.longestWaitMs(submission.declaration);
    const ended = await this.wait(
      submission,
      record,
      wait === null ? longest : Math.min(longest, wait * 1000),
    );
    if (isFinal(ended.state)) return this.answerEnded(submission.response, ended, answers);
    throw new Problem(504, 'Still running', 'The job runs on; follow it at the address in Location.', {
      headers: { Location: answers.location(record.id), 'Retry-After': '2' },
      members: { job_id: record.id },
    });
  }

  /** Estimate in whole seconds until a job submitted now has its result. */
  async estimateSeconds(declaration: JobDeclaration): Promise<number> {
    return (await this.statistics.secondsToResult(declaration)).to;
  }

  private async submit<Declaration extends JobDeclaration>(
    { declaration, input, request, response, urgent }: Submission<Declaration>,
    answers: SubmitAnswers,
  ): Promise<JobRecord> {
    const { owner, idempotency } = request;
    const { record, replayed } = await this.jobs.submit(declaration, input, {
      owner,
      idempotency,
      ...(urgent === undefined ? {} : { urgent }),
    });
    if (replayed) {
      await request.receivedUploads?.discard();
      response.setHeader('Idempotent-Replayed', 'true');
    } else {
      request.receivedUploads?.keep();
    }
    response.setHeader('Location', answers.location(record.id));
    return record;
  }

  private async answerAccepted(
    response: Response,
    record: JobRecord,
    answers: SubmitAnswers,
  ): Promise<object> {
    response.status(this.configuration.server.submitStatus);
    const answer = await answers.accepted(record);
    return this.jobs.isSpooled(record) ? { ...answer, durability: 'file' } : answer;
  }

  private async answerEnded(response: Response, record: JobRecord, answers: SubmitAnswers): Promise<object> {
    if (record.state !== 'completed') throw this.jobs.failureOf(record);
    response.status(200);
    return answers.completed(record, (await this.jobs.resultOf(record)) ?? {});
  }

  /** Waits; a client that hangs up cancels its job, unless an idempotency key says that it will come back. */
  private async wait(
    { request, response }: Submission<JobDeclaration>,
    record: JobRecord,
    timeoutMs: number,
  ): Promise<JobRecord> {
    const hungUp = new AbortController();
    const onClose = (): void => {
      if (!response.writableEnded) hungUp.abort();
    };
    response.once('close', onClose);
    try {
      const ended = await this.jobs.waitFor(record, timeoutMs, hungUp.signal);
      if (hungUp.signal.aborted && !request.idempotency && !isFinal(ended.state))
        await this.jobs.cancel(ended).catch(() => undefined);
      return ended;
    } finally {
      response.off('close', onClose);
    }
  }

  private longestWaitMs(declaration: JobDeclaration): number {
    const { syncWaitSeconds } = this.configuration.server;
    return syncWaitSeconds === null ? this.runner.limitsOf(declaration).hard : syncWaitSeconds * 1000;
  }
}
