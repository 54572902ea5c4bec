import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Configuration } from '../../platform/config/index.js';
import { Failure } from '../../platform/failure.js';
import { assertObjectKey } from './object-key.js';
import { type ObjectHead, ObjectNotFound, ObjectStore, type ObjectStoreHealth } from './object-store.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** The longest silence within an answer. */
const SILENCE_TIMEOUT_MS = 30_000;
const HEALTH_TIMEOUT_MS = 3_000;
const ATTEMPTS = 3;

/** A bucket of S3, R2, MinIO or another server that speaks their API. */
export class S3ObjectStore extends ObjectStore {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor(configuration: S3Configuration) {
    super();
    this.bucket = configuration.bucket;
    this.client = clientOf(configuration);
  }

  async head(key: string, signal: AbortSignal): Promise<ObjectHead> {
    assertObjectKey(key);
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key: key });
    const { ContentLength = 0, ContentType = null } = await this.ask(signal, () =>
      this.client.send(command, { abortSignal: signal }),
    );
    return { bytes: ContentLength, contentType: ContentType };
  }

  async read(key: string, signal: AbortSignal): Promise<Readable> {
    assertObjectKey(key);
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
    const { Body } = await this.ask(signal, () => this.client.send(command, { abortSignal: signal }));
    if (!Body) throw new Failure('dependency_down', 'Object storage answered without the object.');
    const body = Body as Readable;
    const stop = (): unknown => body.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    body.once('close', () => signal.removeEventListener('abort', stop));
    return body;
  }

  async health(): Promise<ObjectStoreHealth> {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
    try {
      await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal: signal });
      return { status: 'up', detail: 'The bucket answers' };
    } catch {
      return { status: 'degraded', detail: 'The bucket cannot be reached, or refuses' };
    }
  }

  /** Closes the connections. */
  close(): void {
    this.client.destroy();
  }

  private async ask<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error);
    }
  }
}

function clientOf(configuration: S3Configuration): S3Client {
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

function failureOf(error: unknown): Failure {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket')
    return new Failure('dependency_down', 'The bucket of object storage does not exist.', { cause: error });
  if (status === 404) return new ObjectNotFound({ cause: error });
  if (status === 401 || status === 403)
    return new Failure('dependency_down', 'Object storage refuses access to the object.', { cause: error });
  return new Failure('dependency_down', 'Object storage does not answer as it should.', { cause: error });
}
