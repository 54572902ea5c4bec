import type { Request } from 'express';
import type { BlobStore, StoredBlob } from '../blob-store.js';

/** One uploaded file: what the client called it, and where its bytes are. */
export interface UploadedBlob {
  /** Form field it came in. */
  readonly field: string;
  /** Base name as the client gave it, cleaned, at most 255 characters. For people, never for a path or a decision. */
  readonly filename: string;
  readonly blob: StoredBlob;
}

/**
 * The files of one request and who owns them.
 *
 * Without a word from the handler its outcome decides: an error removes the files, success leaves them. A handler that
 * has given them to a job calls `keep()` first, so that a later error does not take the job's input away; one that
 * succeeds without needing them (a replayed request) calls `discard()`.
 */
export class ReceivedUploads {
  readonly files: Record<string, UploadedBlob[]> = Object.create(null) as Record<string, UploadedBlob[]>;
  private kept = false;

  constructor(private readonly store: BlobStore) {}

  add(upload: UploadedBlob): void {
    (this.files[upload.field] ??= []).push(upload);
  }

  all(): UploadedBlob[] {
    return Object.values(this.files).flat();
  }

  /** The files belong to somebody now; an error of the request no longer removes them. */
  keep(): void {
    this.kept = true;
  }

  /** Removes the files, whoever they belong to. */
  async discard(): Promise<void> {
    await Promise.all(this.all().map(({ blob }) => this.store.remove(blob.reference)));
  }

  async discardUnlessKept(): Promise<void> {
    if (!this.kept) await this.discard();
  }
}

/** A request that the {@link Uploads} interceptor has received. */
export interface RequestWithUploads extends Request {
  /** Stored files by form field. */
  uploads?: Record<string, UploadedBlob[]>;
  receivedUploads?: ReceivedUploads;
}
