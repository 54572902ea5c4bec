import { createHash } from 'node:crypto';
import { Failure } from '../platform/failure.js';
import type { PutOptions, StoredBlob } from './blob-store.js';
import { detectMediaType } from './media-type.js';

/** Looks at a body while it goes by: counts and hashes it, finds its type, enforces size and type. */
export class BodyMeter {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private mediaType: string | null = null;

  constructor(private readonly options: PutOptions) {}

  /** @throws Failure `too_large` with the first byte over the limit */
  take(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.bytes > this.options.maximumBytes) {
      throw new Failure('too_large', `The file is larger than ${sizeInWords(this.options.maximumBytes)}.`);
    }
    this.hash.update(chunk);
  }

  /** Finds the type, once, from the first bytes of the body. @throws Failure `unsupported` */
  async inspect(head: Buffer): Promise<void> {
    this.mediaType = await detectMediaType(head);
    const { types } = this.options;
    // An empty body has no type; whether it may be empty is for its receiver to say.
    if (!types || this.bytes === 0 || (this.mediaType && types.includes(this.mediaType))) return;
    const found = this.mediaType ?? 'of an unknown type';
    throw new Failure('unsupported', `The file is ${found}; accepted: ${types.join(', ')}.`);
  }

  finish(): Omit<StoredBlob, 'reference'> {
    return { sha256: this.hash.digest('hex'), bytes: this.bytes, mediaType: this.mediaType };
  }
}

function sizeInWords(bytes: number): string {
  const mebibytes = bytes / (1024 * 1024);
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MB` : `${bytes} bytes`;
}
