import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { S3Configuration } from '../../platform/config/index.js';
import { s3ClientOf, s3FailureOf } from '../s3-client.js';
import { Failure } from '../../platform/failure.js';
import { assertObjectKey } from './object-key.js';
import { type ObjectHead, ObjectStore, type ObjectStoreHealth } from './object-store.js';

const HEALTH_TIMEOUT_MS = 3_000;

/** A bucket of S3, R2, MinIO or another server that speaks their API. */
export class S3ObjectStore extends ObjectStore {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor(configuration: S3Configuration) {
    super();
    this.bucket = configuration.bucket;
    this.client = s3ClientOf(configuration);
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
      throw s3FailureOf(error);
    }
  }
}
