import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { RandomBytes } from '../../platform/random-bytes.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const OWNERS_REMEMBERED = 1_000;

/**
 * Seals the small personal fields of a job record (AES-256-GCM, NIST SP 800-38D; random 96-bit IV), so that nothing
 * readable about a person reaches the store. The job id is bound in: a sealed field moved to another job won't open.
 */
export class Sealer {
  private readonly sealingKey: Buffer;
  private readonly ownerSecret: Buffer;
  private readonly ownerKeys = new Map<string, string>();
  private readonly random = new RandomBytes();

  /** @param key the data key, at least 32 characters of any text */
  constructor(key: string) {
    const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, 'assay', purpose, 32));
    this.sealingKey = derive('job-record');
    this.ownerSecret = derive('owner');
  }

  /** JSON value → base64 of IV, tag and ciphertext. */
  seal(value: unknown, id: string): string {
    const iv = this.random.next(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.sealingKey, iv).setAAD(Buffer.from(id));
    const body = cipher.update(JSON.stringify(value), 'utf8');
    const end = cipher.final();
    return Buffer.concat([iv, cipher.getAuthTag(), body, end]).toString('base64');
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

  /** A print of the key, to find out that two processes were given different ones. */
  fingerprint(): string {
    return createHmac('sha256', this.ownerSecret).update('fingerprint').digest('base64url').slice(0, 16);
  }
}
