import { randomFillSync } from 'node:crypto';

const PAGE_BYTES = 4_096;

/** Cryptographically strong random bytes in small portions: drawn by the page, as each draw costs a system call. */
export class RandomBytes {
  private readonly page = Buffer.alloc(PAGE_BYTES);
  private used = PAGE_BYTES;

  /** So many bytes, at most a page of 4,096; never given out twice. */
  next(count: number): Buffer {
    if (this.used + count > PAGE_BYTES) {
      randomFillSync(this.page);
      this.used = 0;
    }
    this.used += count;
    return Buffer.from(this.page.subarray(this.used - count, this.used));
  }
}
