import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { build } from '../../platform/build.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { BlobStore } from '../../storage/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { filesOf } from '../declaration/input-file.js';
import type { JobRecord } from './record.js';
import type { JobEnd } from './transition.js';
import { JobStore } from '../store/job-store.js';
import { Sealer } from './sealer.js';

/** Results up to this many bytes of JSON lie in the record, larger ones in the blob store. */
const INLINE_RESULT_BYTES = 64 * 1024;
const LARGEST_ARTEFACT_BYTES = 512 * 1024 * 1024;
const ARTEFACT_NAME = /^[\w.-]{1,100}$/;
const ARTEFACTS = 'artefact/';
const HOUR_MS = 3_600_000;

interface StoredResult {
  result: string | null;
  resultBlob: string | null;
}

/** Who can prove what a result rests on: hashes of the files, parameters, build and times. */
export interface Receipt {
  job_id: string;
  type: string;
  input_sha256: Record<string, string>;
  parameters: Record<string, unknown>;
  build: { version: string; node: string };
  submitted_at: string;
  started_at: string;
  finished_at: string;
  attempt: number;
}

/** The contents of a job: what was sent and what came out, sealed in the record or kept as a blob. */
@Injectable()
export class JobPayloads {
  constructor(
    private readonly store: JobStore,
    private readonly sealer: Sealer,
    private readonly blobs: BlobStore,
    private readonly catalogue: JobCatalogue,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  sealInput(id: string, input: object): string {
    return this.sealer.seal(input, id);
  }

  /** The input as it was submitted; files are references with name, size and hash. */
  inputOf<Input extends object>(record: Pick<JobRecord, 'id' | 'input'>): Input {
    return this.sealer.open<Input>(record.input, record.id);
  }

  /** The result of a completed job; null in any other state. */
  async resultOf(record: JobRecord): Promise<Record<string, unknown> | null> {
    if (record.result !== null) return this.sealer.open(record.result, record.id);
    if (record.resultBlob === null) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of await this.blobs.read(record.resultBlob)) chunks.push(chunk as Buffer);
    return this.sealer.open(Buffer.concat(chunks).toString('utf8'), record.id);
  }

  /** Adds the receipt, seals and stores. */
  async storeResult(record: JobRecord, result: unknown, finishedAt: number): Promise<StoredResult> {
    const receipt = this.receiptOf(record, finishedAt);
    const sealed = this.sealer.seal({ warnings: [], ...(result as object), receipt }, record.id);
    if (sealed.length <= INLINE_RESULT_BYTES) return { result: sealed, resultBlob: null };
    const body = Buffer.from(sealed);
    const blob = await this.blobs.put(body, { maximumBytes: body.length });
    return { result: null, resultBlob: blob.reference };
  }

  /** Takes back a stored result that no record refers to. */
  async dropResult({ resultBlob }: StoredResult): Promise<void> {
    if (resultBlob !== null) await this.blobs.remove(resultBlob);
  }

  /**
   * Stores an artefact of a running attempt under its name; one of that name from an earlier attempt is replaced.
   * Rejects when the attempt no longer holds its job: nothing of it stays behind.
   */
  async keepArtefact(
    { id, token }: Pick<JobRecord, 'id' | 'token'>,
    name: string,
    body: Readable | Uint8Array,
  ): Promise<void> {
    if (!ARTEFACT_NAME.test(name)) throw new Error(`"${name}" is no name of an artefact`);
    const { reference } = await this.blobs.put(body, { maximumBytes: LARGEST_ARTEFACT_BYTES });
    const kept = await this.store.keepBlob(id, token, ARTEFACTS + name, reference);
    const spare = kept.outcome === 'kept' ? kept.replaced : reference;
    if (spare !== null) await this.blobs.remove(spare);
    if (kept.outcome === 'fenced') throw new Error(`Job ${id} was taken over by another attempt`);
  }

  /** An artefact of the job as a stream; null when there is none of that name. */
  async artefactOf({ id }: Pick<JobRecord, 'id'>, name: string): Promise<Readable | null> {
    const reference = (await this.store.blobsOf(id)).get(ARTEFACTS + name);
    return reference === undefined ? null : this.blobs.read(reference);
  }

  /** Names of the job's artefacts. */
  async artefactNamesOf({ id }: Pick<JobRecord, 'id'>): Promise<string[]> {
    const names = [...(await this.store.blobsOf(id)).keys()];
    return names.filter((name) => name.startsWith(ARTEFACTS)).map((name) => name.slice(ARTEFACTS.length));
  }

  /** Removes every blob of a job: input files, result, artefacts. Returns how many. */
  async removeBlobs({ id }: Pick<JobRecord, 'id'>): Promise<number> {
    const blobs = await this.store.blobsOf(id);
    for (const reference of blobs.values()) await this.blobs.remove(reference);
    return blobs.size;
  }

  /** Whether all files of the input are still there, so that the job could run again. */
  async inputIsThere(record: JobRecord): Promise<boolean> {
    for (const [, file] of filesOf(this.inputOf(record)))
      if ((await this.blobs.stat(file.reference)) === null) return false;
    return true;
  }

  /** What the end of a job that ends now says: how long it is kept, and whether somebody is to be told. */
  endOf(record: Pick<JobRecord, 'type'>): JobEnd {
    const declaration = this.catalogue.find(record.type);
    const hours = declaration?.keep?.hours ?? this.configuration.jobs.retentionHours;
    const now = Date.now();
    return { expiresAt: now + hours * HOUR_MS, reviewAt: declaration?.callback ? now : null };
  }

  private receiptOf(record: JobRecord, finishedAt: number): Receipt {
    const input = this.inputOf<Record<string, unknown>>(record);
    const files = filesOf(input);
    const names = new Set(files.map(([field]) => field.split('.')[0]));
    return {
      job_id: record.id,
      type: record.type,
      input_sha256: Object.fromEntries(files.map(([field, file]) => [field, file.sha256])),
      parameters: Object.fromEntries(Object.entries(input).filter(([field]) => !names.has(field))),
      build,
      submitted_at: new Date(record.createdAt).toISOString(),
      started_at: new Date(record.claimedAt ?? record.createdAt).toISOString(),
      finished_at: new Date(finishedAt).toISOString(),
      attempt: record.attempts,
    };
  }
}
