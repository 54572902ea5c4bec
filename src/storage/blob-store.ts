import type { Readable } from 'node:stream';
import { Failure } from '../platform/failure.js';

/** A stored body. Everything in it was found while the bytes went by; nothing was claimed by a client. */
export interface StoredBlob {
  /** Opaque random key: the only way to the bytes. */
  readonly reference: string;
  /** Hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** Media type by content (`text/plain` for any UTF-8 text); null when the content says nothing. */
  readonly mediaType: string | null;
}

export interface PutOptions {
  /** More bytes than this are refused as soon as they arrive. */
  maximumBytes: number;
  /** Accepted media types; others are refused after the first bytes. By default any. */
  types?: readonly string[];
}

export interface BlobStat {
  readonly bytes: number;
  readonly storedAt: Date;
}

/** A blob as a file of this machine, for programs that want a path. */
export interface LocalBlob {
  readonly path: string;
  /** Gives up the path; a temporary copy, where one was made, is removed. */
  release(): Promise<void>;
}

export interface StoreHealth {
  readonly status: 'up' | 'degraded' | 'down';
  readonly freeBytes: number | null;
  readonly detail: string;
}

/** The reference is well formed, but nothing is stored under it (any more). */
export class BlobNotFound extends Failure {
  constructor(options?: ErrorOptions) {
    super('bad_input', 'The stored file is no longer there.', options);
  }
}

/** Where uploads, large results and artefacts live. Also the token under which the store is injected. */
export abstract class BlobStore {
  /**
   * Stores a body. Nothing stays behind when it fails or the source breaks off; a source that was not read to its end
   * is left to its owner to destroy.
   * Rejects with `too_large`, `unsupported`, `dependency_down` (no space) or the source's own error.
   */
  abstract put(source: Readable | Uint8Array, options: PutOptions): Promise<StoredBlob>;

  /** The bytes, as a stream. Rejects with {@link BlobNotFound}. */
  abstract read(reference: string): Promise<Readable>;

  /** The blob as a local file. Rejects with {@link BlobNotFound}. */
  abstract localPath(reference: string): Promise<LocalBlob>;

  /** Removes a blob; one that is gone already is no error. */
  abstract remove(reference: string): Promise<void>;

  /** Size and age, or null when nothing is stored under the reference. */
  abstract stat(reference: string): Promise<BlobStat | null>;

  /** References of all blobs stored before a moment, for a housekeeper that looks for those nobody owns. */
  abstract storedBefore(moment: Date): AsyncIterable<string>;

  /** An identifier that every process sharing this store reads alike. */
  abstract storeIdentity(): Promise<string>;

  /** Whether the store can be written, and the space that is left. */
  abstract health(): Promise<StoreHealth>;
}
