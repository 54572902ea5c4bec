import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Response } from 'express';
import multer, { type Multer } from 'multer';
import { catchError, type Observable } from 'rxjs';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { BlobStore } from '../blob-store.js';
import { BlobStorageEngine, type StoredFile } from './blob-storage-engine.js';
import { cleanFilename } from './filename.js';
import { ReceivedUploads, type RequestWithUploads } from './received-uploads.js';
import { invalidField, notAForm, toUploadError } from './upload-errors.js';

const MAXIMUM_TEXT_FIELDS = 100;
const MAXIMUM_TEXT_BYTES = 1024 * 1024;

/** What a form field that takes files accepts. */
export interface UploadRule {
  /** Media types, judged by content alone; without them any is taken, and the job judges. */
  types?: readonly string[];
  /** Default true: a form without the file is refused. */
  required?: boolean;
  /** Default 1. */
  maximumFiles?: number;
}

/**
 * Interceptor that receives a multipart form: files by these rules into the {@link BlobStore}, text fields into
 * `request.body`. `@UseInterceptors(Uploads({ file: { types: ['application/pdf'] } }))`; the files come with
 * `@Upload('file')`, see {@link ReceivedUploads} for who owns them.
 *
 * Answers 415 to another content type or file type, 413 to what is too large, 422 to a missing file, a file field sent as
 * text, files in unknown fields and too many files, 400 to a malformed form. Whatever it refuses leaves nothing stored.
 */
export function Uploads(rules: Record<string, UploadRule>): Type<NestInterceptor> {
  const fields = Object.keys(rules);

  @Injectable()
  class UploadsInterceptor implements NestInterceptor {
    private readonly multer: Multer;

    constructor(
      @Inject(BlobStore) private readonly store: BlobStore,
      @Inject(CONFIGURATION) configuration: Configuration,
    ) {
      const maximumBytes = configuration.storage.maximumUploadBytes;
      this.multer = multer({
        storage: new BlobStorageEngine(store, (field) => ({ maximumBytes, types: rules[field]?.types })),
        // Clients send names in UTF-8; multer's default reads them as latin1.
        defParamCharset: 'utf8',
        limits: {
          fields: MAXIMUM_TEXT_FIELDS,
          fieldSize: MAXIMUM_TEXT_BYTES,
          fieldNestingDepth: 0,
          fieldArrayIndexLimit: 0,
        },
      });
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<RequestWithUploads>();
      if (!request.is('multipart/form-data')) throw notAForm();
      const received = await this.receive(request, context.switchToHttp().getResponse<Response>());
      request.uploads = received.files;
      request.receivedUploads = received;
      return next.handle().pipe(
        catchError(async (error: unknown) => {
          await received.discardUnlessKept();
          throw error;
        }),
      );
    }

    private async receive(request: RequestWithUploads, response: Response): Promise<ReceivedUploads> {
      const received = new ReceivedUploads(this.store);
      for (const file of await this.parse(request, response)) {
        received.add({ field: file.fieldname, filename: cleanFilename(file.originalname), blob: file.blob });
      }
      try {
        assertComplete(received, request.body as Record<string, unknown>);
      } catch (error) {
        await received.discard();
        throw error;
      }
      return received;
    }

    private parse(request: RequestWithUploads, response: Response): Promise<StoredFile[]> {
      const accepted = fields.map((name) => ({ name, maxCount: rules[name]?.maximumFiles ?? 1 }));
      return new Promise((resolve, reject) => {
        this.multer.fields(accepted)(request, response, (error: unknown) => {
          if (error) return reject(toUploadError(error, fields));
          const files = request.files as unknown as Record<string, StoredFile[]>;
          resolve(Object.values(files).flat());
        });
      });
    }
  }

  function assertComplete(received: ReceivedUploads, body: Record<string, unknown>): void {
    for (const field of fields) {
      if (body[field] !== undefined) {
        throw invalidField(field, `${field} must be sent as a file with a file name, not as text.`);
      }
      if ((rules[field]?.required ?? true) && !received.files[field]) {
        throw invalidField(field, `${field} is missing: send it as a file.`);
      }
    }
  }

  return mixin(UploadsInterceptor);
}
