import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../platform/http/index.js';
import { filesOf } from '../declaration/input-file.js';
import { Sealer } from '../record/sealer.js';
import { JobStore, type CreateOptions } from '../store/job-store.js';

/** How long a key is remembered once a job is bound to it. */
const KEPT_MS = 24 * 3_600_000;
/** How long a submit may take to read its upload; a crash within frees the key after that. */
const RESERVED_MS = 120_000;
const LONGEST_KEY = 255;

/** A key taken for the request that is being read; `bound` when a job was made with it before. */
export interface Reservation {
  hash: string;
  bound: { fingerprint: string; jobId: string } | null;
}

/** `Idempotency-Key`: the same key and body give the same job for 24 hours. Keys belong to an owner. */
@Injectable()
export class IdempotencyKeys {
  constructor(
    private readonly store: JobStore,
    private readonly sealer: Sealer,
  ) {}

  /** Takes the key before the body is read. 409 while another request with it is being read, 400 when it is no key. */
  async reserve(owner: string, key: string): Promise<Reservation> {
    if (key.length === 0 || key.length > LONGEST_KEY)
      throw new Problem(400, 'Bad Idempotency-Key', `An Idempotency-Key has 1 to ${LONGEST_KEY} characters.`);
    const hash = createHash('sha256')
      .update(`${this.sealer.ownerKey(owner)}\n${key}`)
      .digest('base64url');
    const found = await this.store.reserveKey(hash, RESERVED_MS);
    if (found.state === 'pending')
      throw new Problem(
        409,
        'Request in progress',
        'Another request with this Idempotency-Key is being read. Wait for its answer, or use a new key.',
        { headers: { 'Retry-After': '1' } },
      );
    if (found.state === 'bound')
      return { hash, bound: { fingerprint: found.fingerprint, jobId: found.jobId } };
    return { hash, bound: null };
  }

  /** Frees a key whose submit failed. */
  async release({ hash, bound }: Reservation): Promise<void> {
    if (!bound) await this.store.releaseKey(hash);
  }

  /** What binds the key to a job; the fingerprint is of the sorted fields and each file's content. */
  bindingFor({ hash }: Reservation, type: string, input: object): NonNullable<CreateOptions['key']> {
    return { hash, fingerprint: fingerprintOf(type, input), expiresAt: Date.now() + KEPT_MS };
  }
}

function fingerprintOf(type: string, input: object): string {
  const contents = filesOf(input).map(([field, file]) => [field, file.sha256]);
  const fileFields = new Set(contents.map(([field]) => field!.split('.')[0]));
  const fields = Object.entries(input).filter(([field]) => !fileFields.has(field));
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([type, fields, contents]))
    .digest('base64url');
}
