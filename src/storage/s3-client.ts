import { S3Client } from '@aws-sdk/client-s3';
import type { S3Configuration } from '../platform/config/index.js';
import { Failure } from '../platform/failure.js';
import { ObjectNotFound } from './objects/object-store.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** The longest silence within an answer. */
const SILENCE_TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;

/** A client of S3, R2, MinIO or another server that speaks their API. */
export function s3ClientOf(configuration: S3Configuration): S3Client {
  const { endpoint, region, forcePathStyle, accessKeyId, secretAccessKey, sessionToken } = configuration;
  return new S3Client({
    region,
    forcePathStyle,
    maxAttempts: ATTEMPTS,
    // R2, MinIO and older servers do not know the checksums that Amazon's asks for by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
    ...(endpoint !== null && { endpoint }),
    ...(accessKeyId !== null &&
      secretAccessKey !== null && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) },
      }),
  });
}

/** What an error of the client means for a job: `dependency_down`, or that there is no such object. */
export function s3FailureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket')
    return new Failure('dependency_down', 'The bucket of object storage does not exist.', { cause: error });
  if (status === 404) return new ObjectNotFound({ cause: error });
  if (status === 401 || status === 403)
    return new Failure('dependency_down', 'Object storage refuses access to the object.', { cause: error });
  return new Failure('dependency_down', 'Object storage does not answer as it should.', { cause: error });
}
