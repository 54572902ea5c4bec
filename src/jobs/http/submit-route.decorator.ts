import { applyDecorators, Header, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiConsumes, ApiHeader } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/index.js';
import { Uploads, type UploadRule } from '../../storage/index.js';
import { SubmitFilter } from './submit.filter.js';
import { SubmitGuard } from './submit.guard.js';

/**
 * What every submit route has: `Idempotency-Key` (taken before the upload is read), `Prefer`, its files, and the
 * errors any submit can end with. The status is set by {@link Submissions}.
 *
 * @param uploads the form fields that take files; without them the body is JSON
 */
export function SubmitRoute(uploads?: Record<string, UploadRule>): MethodDecorator {
  return applyDecorators(
    Header('Cache-Control', 'no-store'),
    UseGuards(SubmitGuard),
    UseFilters(SubmitFilter),
    ...(uploads ? [UseInterceptors(Uploads(uploads)), ApiConsumes('multipart/form-data')] : []),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key and body give the same job for 24 hours, with `Idempotent-Replayed: true`.',
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description:
        '`wait=N`: answer with the result if it is there within N seconds. `respond-async`: never wait.',
    }),
    ApiProblems(400, 401, 409, 413, 415, 422, 503),
  );
}
