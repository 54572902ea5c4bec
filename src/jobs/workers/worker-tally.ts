import { Injectable } from '@nestjs/common';

/** What this worker process has done since it started. */
@Injectable()
export class WorkerTally {
  readonly startedAt = Date.now();
  processed = 0;
  failed = 0;
  retried = 0;
}
