import { type ArgumentsHost, Catch, Inject } from '@nestjs/common';
import type { Logger } from 'pino';
import { ProblemFilter } from '../../platform/http/index.js';
import { LOGGER } from '../../platform/logging/index.js';
import { IdempotencyKeys } from '../submit/idempotency.js';
import type { SubmitRequest } from './submit.guard.js';

/** Answers the error of a submit as any other, once the `Idempotency-Key` is free for the next try. */
@Catch()
export class SubmitFilter extends ProblemFilter {
  constructor(
    @Inject(LOGGER) logger: Pick<Logger, 'error'>,
    private readonly keys: IdempotencyKeys,
  ) {
    super(logger);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const { idempotency } = host.switchToHttp().getRequest<SubmitRequest>();
    if (!idempotency) return super.catch(error, host);
    void this.keys
      .release(idempotency)
      .catch(() => undefined)
      .then(() => super.catch(error, host));
  }
}
