import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ReceivedUploads, RequestWithUploads, UploadedBlob } from './received-uploads.js';

/** The file of a form field: an {@link UploadedBlob}, undefined when an optional one was not sent. */
export const Upload = createParamDecorator(
  (field: string, context: ExecutionContext): UploadedBlob | undefined =>
    requestOf(context).uploads?.[field]?.[0],
);

/** All files of a form field, in the order of the form. */
export const UploadList = createParamDecorator(
  (field: string, context: ExecutionContext): UploadedBlob[] => requestOf(context).uploads?.[field] ?? [],
);

/** The request's {@link ReceivedUploads}, for a handler that keeps or discards them itself. */
export const Received = createParamDecorator(
  (_data: unknown, context: ExecutionContext): ReceivedUploads | undefined =>
    requestOf(context).receivedUploads,
);

function requestOf(context: ExecutionContext): RequestWithUploads {
  return context.switchToHttp().getRequest<RequestWithUploads>();
}
