import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, from, type Observable, switchMap, throwError } from 'rxjs';
import type { RequestWithUploads } from '../../storage/index.js';
import { IdempotencyKeys, type Reservation } from '../submit/idempotency.js';

/** A request on its way to a submit: who sent it, and the idempotency key it holds. */
export interface SubmitRequest extends RequestWithUploads {
  owner: string;
  idempotency?: Reservation;
}

/** Takes the request's `Idempotency-Key` before its body is read, and frees it when the submit fails. Goes first. */
@Injectable()
export class SubmitInterceptor implements NestInterceptor {
  constructor(private readonly keys: IdempotencyKeys) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<SubmitRequest>();
    const key = request.get('idempotency-key');
    if (key === undefined) return next.handle();
    const reservation = await this.keys.reserve(request.owner, key);
    request.idempotency = reservation;
    const release = (error: unknown): Observable<never> =>
      from(this.keys.release(reservation).catch(() => undefined)).pipe(
        switchMap(() => throwError(() => error)),
      );
    return next.handle().pipe(catchError(release));
  }
}
