import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { RequestWithUploads } from '../../storage/index.js';
import { IdempotencyKeys, type Reservation } from '../submit/idempotency.js';

/** A request on its way to a submit: who sent it, and the idempotency key it holds. */
export interface SubmitRequest extends RequestWithUploads {
  owner: string;
  idempotency?: Reservation;
}

/** Takes the request's `Idempotency-Key` before its upload is read; {@link SubmitFilter} frees it when the submit fails. */
@Injectable()
export class SubmitGuard implements CanActivate {
  constructor(private readonly keys: IdempotencyKeys) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = context.switchToHttp().getRequest<SubmitRequest>();
    const key = request.get('idempotency-key');
    return key === undefined ? true : this.take(request, key);
  }

  private async take(request: SubmitRequest, key: string): Promise<true> {
    request.idempotency = await this.keys.reserve(request.owner, key);
    return true;
  }
}
