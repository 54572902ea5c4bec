import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { S3Configuration } from '../platform/config/index.js';
import {
  BlobNotFound,
  type BlobStat,
  BlobStore,
  type LocalBlob,
  type PutOptions,
  type StoredBlob,
  type StoreHealth,
} from './blob-store.js';
import { FilesystemBlobStore } from './filesystem-blob-store.js';
import { ObjectNotFound } from './objects/object-store.js';
import { assertReference, isReference } from './reference.js';
import { s3ClientOf, s3FailureOf } from './s3-client.js';

const HEALTH_TIMEOUT_MS = 3_000;
/** Bodies up to this size are held in memory while they are sent. */
const HELD_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 3;

export interface S3BlobStoreOptions {
  s3: S3Configuration;
  /** Start of every key, ending with `/`. */
  prefix: string;
  /** Folder of this machine in which bodies are measured and checked on their way. */
  spool: string;
}

/**
 * Blobs as objects `<prefix>ab/abcd…` of a bucket, for processes that share no folder. A body is written to the spool first, where its size,
 * its hash and its type are found out, so that a refused or broken one never reaches the bucket.
 */
export class S3BlobStore extends BlobStore implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(S3BlobStore.name);
  private readonly client: S3Client;
  private readonly spool: FilesystemBlobStore;
  private identity: Promise<string> | null = null;

  constructor(private readonly options: S3BlobStoreOptions) {
    super();
    this.client = s3ClientOf(options.s3);
    this.spool = new FilesystemBlobStore({ directory: options.spool, synchronous: 'NORMAL' });
  }

  onModuleInit(): Promise<void> {
    return this.spool.prepare();
  }

  onModuleDestroy(): void {
    this.client.destroy();
  }

  async put(source: Readable | Uint8Array, options: PutOptions): Promise<StoredBlob> {
    const blob = await this.spool.put(source, options);
    try {
      await this.ask(() => this.upload(blob));
      return blob;
    } finally {
      await this.spool.remove(blob.reference);
    }
  }

  async read(reference: string): Promise<Readable> {
    const { Body } = await this.ask(() => this.client.send(new GetObjectCommand(this.named(reference))));
    return Body as Readable;
  }

  async localPath(reference: string): Promise<LocalBlob> {
    const body = await this.read(reference);
    const directory = await mkdtemp(join(tmpdir(), 'assay-blob-'));
    const release = (): Promise<void> => rm(directory, { recursive: true, force: true });
    const path = join(directory, reference);
    try {
      await pipeline(body, createWriteStream(path, { mode: 0o600 }));
      return { path, release };
    } catch (error) {
      await release();
      throw s3FailureOf(error);
    }
  }

  async remove(reference: string): Promise<void> {
    await this.ask(() => this.client.send(new DeleteObjectCommand(this.named(reference))));
  }

  async stat(reference: string): Promise<BlobStat | null> {
    try {
      const head = await this.ask(() => this.client.send(new HeadObjectCommand(this.named(reference))));
      return { bytes: head.ContentLength ?? 0, storedAt: head.LastModified ?? new Date(0) };
    } catch (error) {
      if (error instanceof BlobNotFound) return null;
      throw error;
    }
  }

  async *storedBefore(moment: Date): AsyncIterable<string> {
    let ContinuationToken: string | undefined;
    do {
      const page = { Bucket: this.bucket, Prefix: this.options.prefix, ContinuationToken };
      const listed = await this.ask(() => this.client.send(new ListObjectsV2Command(page)));
      for (const { Key = '', LastModified } of listed.Contents ?? []) {
        const reference = Key.slice(Key.lastIndexOf('/') + 1);
        if (isReference(reference) && LastModified && LastModified < moment) yield reference;
      }
      ContinuationToken = listed.NextContinuationToken;
    } while (ContinuationToken);
  }

  storeIdentity(): Promise<string> {
    this.identity ??= this.readIdentity();
    return this.identity;
  }

  async health(): Promise<StoreHealth> {
    try {
      const abortSignal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
      await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal });
      return { status: 'up', freeBytes: null, detail: 'the bucket answers' };
    } catch {
      return { status: 'down', freeBytes: null, detail: 'the bucket cannot be reached, or refuses' };
    }
  }

  /** Several processes may start on a new bucket at once: they all read again what they wrote, and the last writer wins. */
  private async readIdentity(): Promise<string> {
    const object = { Bucket: this.bucket, Key: `${this.options.prefix}store-id` };
    const read = async (): Promise<string> =>
      text((await this.ask(() => this.client.send(new GetObjectCommand(object)))).Body as Readable);
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BlobNotFound)) throw error;
      await this.ask(() => this.client.send(new PutObjectCommand({ ...object, Body: randomUUID() })));
      return read();
    }
  }

  /** The client sends a body again that it holds whole; a stream it cannot, so that is done here. */
  private async upload({ reference, bytes }: StoredBlob): Promise<void> {
    const { path } = await this.spool.localPath(reference);
    const send = async (Body: Uint8Array | Readable): Promise<void> => {
      await this.client.send(new PutObjectCommand({ ...this.named(reference), Body, ContentLength: bytes }));
    };
    if (bytes <= HELD_BYTES) return send(await readFile(path));
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return await send(createReadStream(path));
      } catch (error) {
        this.logger.warn(
          `An upload of ${bytes} bytes to the bucket is tried again: ${(error as Error).message}`,
        );
      }
    }
    await send(createReadStream(path));
  }

  private get bucket(): string {
    return this.options.s3.bucket;
  }

  private keyOf(reference: string): string {
    assertReference(reference);
    return `${this.options.prefix}${reference.slice(0, 2)}/${reference}`;
  }

  private named(reference: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: this.keyOf(reference) };
  }

  private async ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      const failure = s3FailureOf(error);
      throw failure instanceof ObjectNotFound ? new BlobNotFound({ cause: error }) : failure;
    }
  }
}
