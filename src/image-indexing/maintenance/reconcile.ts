import { Inject, Injectable } from '@nestjs/common';
import { Jobs, type JobRecord, Operator } from '../../jobs/index.js';
import { Failure } from '../../platform/failure.js';
import { type IndexEntry, VectorStore } from '../../vectors/index.js';
import { type OwnedProductIndexInput, productIndex } from '../product-index.job.js';
import { ProductIndexer } from '../product-indexer.js';

/**
 * What is wrong with a product: `missing`, its job completed and it is not in the index; `stale`, an older submit stands
 * there, or it has no vector of the current embedder; `orphaned`, neither a picture nor a job is left to make its vector from.
 */
export type Defect = 'missing' | 'stale' | 'orphaned';

export interface Finding {
  defect: Defect;
  owner: string;
  productId: string;
  reason: string;
  /** The job from which it can be indexed again. */
  job: JobRecord | null;
  entry: IndexEntry | null;
}

export interface MendedFinding extends Finding {
  mended: boolean;
  /** Why it was not. */
  hindrance: string | null;
}

/** Compares the index with the jobs that completed, and mends what differs. */
@Injectable()
export class Reconcile {
  constructor(
    private readonly operator: Operator,
    private readonly jobs: Jobs,
    private readonly indexer: ProductIndexer,
    @Inject(VectorStore) private readonly vectors: VectorStore,
  ) {}

  /** What is wrong. Jobs are read before the index, so that what other processes do meanwhile is no finding. */
  async look(): Promise<Finding[]> {
    const completed = await this.lastCompleted();
    const lacking = await this.withoutVector();
    const findings: Finding[] = [];
    for await (const entry of this.vectors.entries()) {
      const job = completed.get(keyOf(entry)) ?? null;
      completed.delete(keyOf(entry));
      const finding = judge(entry, job, lacking.has(keyOf(entry)));
      if (finding) findings.push(finding);
    }
    return [...findings, ...[...completed.entries()].map(([key, job]) => missing(key, job))];
  }

  /** Mends a finding, from the job or from the kept picture. */
  async mend(finding: Finding): Promise<MendedFinding> {
    try {
      const hindrance = await this.tryToMend(finding);
      return { ...finding, mended: hindrance === null, hindrance };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { ...finding, mended: false, hindrance: error.message };
    }
  }

  private async tryToMend({ job, entry }: Finding): Promise<string | null> {
    if (job) {
      await this.indexer.index(job.id, this.jobs.inputOf<OwnedProductIndexInput>(job), {});
      return null;
    }
    const outcome = await this.indexer.renew(entry!);
    return outcome === 'no_picture' ? 'No picture is kept of it: submit it again, or delete it.' : null;
  }

  private async lastCompleted(): Promise<Map<string, JobRecord>> {
    const last = new Map<string, JobRecord>();
    for await (const record of this.operator.select({ type: productIndex.name, states: ['completed'] })) {
      const { owner, product_id: productId } = this.jobs.inputOf<OwnedProductIndexInput>(record);
      const key = keyOf({ owner, productId });
      if (record.id > (last.get(key)?.id ?? '')) last.set(key, record);
    }
    return last;
  }

  private async withoutVector(): Promise<Set<string>> {
    const keys = new Set<string>();
    for await (const entry of this.vectors.lacking(await this.indexer.embedderIdentity()))
      keys.add(keyOf(entry));
    return keys;
  }
}

function judge(entry: IndexEntry, job: JobRecord | null, lacksVector: boolean): Finding | null {
  const found = { owner: entry.owner, productId: entry.productId, entry };
  if (job && job.id > entry.sequence) {
    if (entry.deleted)
      return { ...found, defect: 'missing', reason: 'was submitted after its deletion', job };
    return { ...found, defect: 'stale', reason: 'a later submit completed', job };
  }
  if (entry.deleted) return null;
  // Only the job of the very submit that stands has the picture that belongs to it.
  const source = job?.id === entry.sequence ? job : null;
  if (lacksVector && (source || entry.hasPicture))
    return { ...found, defect: 'stale', reason: 'its vector is of another embedder', job: source };
  if (entry.hasPicture) return null;
  if (source) return { ...found, defect: 'stale', reason: 'no picture is kept of it', job: source };
  return { ...found, defect: 'orphaned', reason: 'neither its picture nor its job is kept', job: null };
}

function missing(key: string, job: JobRecord): Finding {
  const [owner, productId] = JSON.parse(key) as [string, string];
  return { defect: 'missing', owner, productId, reason: 'its job completed', job, entry: null };
}

function keyOf({ owner, productId }: Pick<IndexEntry, 'owner' | 'productId'>): string {
  return JSON.stringify([owner, productId]);
}
