import { setTimeout as sleep } from 'node:timers/promises';
import { Processor } from '@nestjs/bull';
import { Failure } from '../../platform/failure.js';
import { Handles } from '../declaration/handles.decorator.js';
import type { Task } from '../declaration/task.js';
import { ping, type PingResult } from './ping.job.js';

/** Works `ping` jobs. */
@Processor(ping.queue)
export class PingProcessor {
  @Handles(ping)
  async ping({ input, signal, progress }: Task<typeof ping>): Promise<PingResult> {
    const { payload, sleep_ms: milliseconds = 0, fail = false } = input;
    if (milliseconds > 0) {
      progress({ words: `Sleeping for ${milliseconds} ms` });
      await sleep(milliseconds, undefined, { signal });
    }
    if (fail) throw new Failure('bug', 'The ping was asked to fail.');
    return {
      pong: true,
      ...(payload === undefined ? {} : { payload }),
      slept_ms: milliseconds,
      models: [{ name: 'ping', version: '1', kind: 'rules' }],
    };
  }
}
