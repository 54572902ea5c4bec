import { defineJob } from '../declaration/define-job.js';
import { QUEUES } from '../declaration/queues.js';
import { PingForm } from './ping.dto.js';

export class PingResult {
  pong!: true;
  payload?: unknown;
  slept_ms!: number;
  models!: [{ name: 'ping'; version: string; kind: 'rules' }];
}

/** A job that does nothing but go round: for canaries, measurements and people who try the API. */
export const ping = defineJob({
  name: 'ping',
  queue: QUEUES.general,
  input: PingForm,
  result: PingResult,
  attempts: 3,
  backoff: { type: 'fixed', delay: 1_000 },
  estimate: 50,
});
