import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const RANDOM_PAGE_BYTES = 341 * IV_BYTES;
const OWNERS_REMEMBERED = 1_000;

/**
 * Seals the small personal fields of a job record (AES-256-GCM, NIST SP 800-38D; random 96-bit IV), so that nothing
 * readable about a person reaches the store. The job id is bound in: a sealed field moved to another job won't open.
 */
export class Sealer {
  private readonly sealingKey: Buffer;
  private readonly ownerSecret: Buffer;
  private readonly ownerKeys = new Map<string, string>();
  // Random bytes cost a system call; drawn by the page they cost next to nothing.
  private readonly randomPage = Buffer.alloc(RANDOM_PAGE_BYTES);
  private randomUsed = RANDOM_PAGE_BYTES;

  /** @param key the data key, at least 32 characters of any text */
  constructor(key: string) {
    const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, 'assay', purpose, 32));
    this.sealingKey = derive('job-record');
    this.ownerSecret = derive('owner');
  }

  /** JSON value → base64 of IV, tag and ciphertext. */
  seal(value: unknown, id: string): string {
    const iv = this.nextVector();
    const cipher = createCipheriv(ALGORITHM, this.sealingKey, iv).setAAD(Buffer.from(id));
    const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
  }

  /** The sealed value; throws when the key or the id is another one, or a bit was changed. */
  open<T>(sealed: string, id: string): T {
    const bytes = Buffer.from(sealed, 'base64');
    const iv = bytes.subarray(0, IV_BYTES);
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.sealingKey, iv).setAAD(Buffer.from(id)).setAuthTag(tag);
    const body = bytes.subarray(IV_BYTES + TAG_BYTES);
    return JSON.parse(decipher.update(body, undefined, 'utf8') + decipher.final('utf8')) as T;
  }

  /** The name under which an owner's jobs are stored: equal for equal owners, and no way back to the name. */
  ownerKey(owner: string): string {
    const known = this.ownerKeys.get(owner);
    if (known) return known;
    const key = createHmac('sha256', this.ownerSecret).update(owner).digest('base64url').slice(0, 22);
    if (this.ownerKeys.size >= OWNERS_REMEMBERED) this.ownerKeys.clear();
    this.ownerKeys.set(owner, key);
    return key;
  }

  private nextVector(): Buffer {
    if (this.randomUsed === RANDOM_PAGE_BYTES) {
      randomFillSync(this.randomPage);
      this.randomUsed = 0;
    }
    this.randomUsed += IV_BYTES;
    return Buffer.from(this.randomPage.subarray(this.randomUsed - IV_BYTES, this.randomUsed));
  }

  /** A print of the key, to find out that two processes were given different ones. */
  fingerprint(): string {
    return createHmac('sha256', this.ownerSecret).update('fingerprint').digest('base64url').slice(0, 16);
  }
}
