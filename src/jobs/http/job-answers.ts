import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Jobs } from '../jobs.service.js';
import { isFinal, isQueued, type JobRecord } from '../record/record.js';
import { Statistics } from '../statistics/statistics.js';
import { viewJob, type JobView } from './job-view.js';

const LONGEST_RETRY_AFTER = 10;

/** Answers about one job: its view and the headers that tell a poller when to come back. */
@Injectable()
export class JobAnswers {
  constructor(
    private readonly jobs: Jobs,
    private readonly statistics: Statistics,
  ) {}

  /** The status view, with the result once it is there. */
  async status(record: JobRecord, response: Response): Promise<JobView> {
    const wait = await this.statistics.waitOf(record);
    this.tellWhenToPoll(record, response, wait?.seconds.from);
    if (record.state !== 'completed') return viewJob(record, { wait });
    return viewJob(record, { result: await this.jobs.resultOf(record) });
  }

  /** `Retry-After` while the job is not over; a fresh answer each time, compared by `ETag`. */
  tellWhenToPoll(record: JobRecord, response: Response, secondsToStart = 0): void {
    response.setHeader('Cache-Control', 'private, no-cache');
    if (isFinal(record.state)) return;
    const seconds = isQueued(record.state) ? Math.ceil(secondsToStart / 2) : 1;
    response.setHeader('Retry-After', String(Math.min(LONGEST_RETRY_AFTER, Math.max(1, seconds))));
  }
}
