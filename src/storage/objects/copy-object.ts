import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHash } from 'node:crypto';
import { Failure } from '../../platform/failure.js';
import type { ObjectStore } from './object-store.js';

export interface CopyOptions {
  /** A larger object is refused by its head, and while it arrives should the head have been wrong. */
  maximumBytes: number;
  signal: AbortSignal;
}

/** An object as a file of this machine. */
export interface LocalObject {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
  /** Removes the file. */
  release(): Promise<void>;
}

/**
 * Copies an object into a temporary file: its head first, then the bytes. Nothing stays behind when it fails.
 *
 * @throws Failure `bad_input` for an empty, missing or misnamed object, `too_large`, `dependency_down`
 */
export async function copyObject(
  store: ObjectStore,
  key: string,
  { maximumBytes, signal }: CopyOptions,
): Promise<LocalObject> {
  const head = await store.head(key, signal);
  requireSize(head.bytes, maximumBytes);
  if (head.bytes === 0) throw new Failure('unreadable', 'The object is empty.');
  const directory = await mkdtemp(join(tmpdir(), 'assay-object-'));
  const release = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const path = join(directory, 'object');
  const meter = new Meter(maximumBytes);
  try {
    await pipeline(await store.read(key, signal), meter, createWriteStream(path), { signal });
    return { path, ...meter.finish(), release };
  } catch (error) {
    await release();
    signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    throw new Failure('dependency_down', 'The object could not be read to its end.', { cause: error });
  }
}

class Meter extends Transform {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(private readonly maximumBytes: number) {
    super();
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error?: Error | null, chunk?: Buffer) => void,
  ): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maximumBytes) return done(tooLarge(this.maximumBytes));
    this.hash.update(chunk);
    done(null, chunk);
  }

  finish(): { bytes: number; sha256: string } {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

function requireSize(bytes: number, maximumBytes: number): void {
  if (bytes > maximumBytes) throw tooLarge(maximumBytes);
}

function tooLarge(maximumBytes: number): Failure {
  return new Failure('too_large', `The object is larger than ${Math.round(maximumBytes / 1024 / 1024)} MB.`);
}
