import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Failure } from '../../platform/failure.js';
import { type IndexEntry, VectorStore } from '../../vectors/index.js';
import { ProductIndexer } from '../product-indexer.js';

export interface ReindexOptions {
  /** Also remove the vectors of other embedders, if every product has one of the current. */
  removeOld?: boolean;
}

export interface Reindexed {
  embedder: string;
  renewed: number;
  /** Put or deleted by others meanwhile. */
  changed: number;
  /** Products whose vectors cannot be made: only a new submit helps. */
  left: { entry: IndexEntry; reason: string }[];
  removedOld: boolean;
}

/**
 * Makes the vectors of the current embedder for all products that lack them, from the pictures that are kept. The vectors of
 * other embedders stay, and serve processes that search with those; a search with the current embedder is answered from the
 * moment at which the last product of its owner has its vector.
 */
@Injectable()
export class Reindex {
  constructor(
    private readonly indexer: ProductIndexer,
    @Inject(VectorStore) private readonly vectors: VectorStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** @throws Failure when the embedder or the store is away; what was made until then stays */
  async run({ removeOld = false }: ReindexOptions = {}): Promise<Reindexed> {
    const embedder = await this.indexer.embedderIdentity();
    const report: Reindexed = { embedder, renewed: 0, changed: 0, left: [], removedOld: false };
    const lacking = this.vectors.lacking(embedder);
    for await (const group of groupsOf(lacking, this.configuration.worker.concurrency))
      await Promise.all(group.map((entry) => this.renew(entry, report)));
    if (removeOld && (await isEmpty(this.vectors.lacking(embedder)))) {
      await this.vectors.keepOnly(embedder);
      report.removedOld = true;
    }
    return report;
  }

  private async renew(entry: IndexEntry, report: Reindexed): Promise<void> {
    try {
      const outcome = await this.indexer.renew(entry);
      if (outcome === 'no_picture') report.left.push({ entry, reason: 'no picture is kept of it' });
      else report[outcome]++;
    } catch (error) {
      if (!(error instanceof Failure) || error.failureClass !== 'unreadable') throw error;
      report.left.push({ entry, reason: error.message });
    }
  }
}

async function* groupsOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

async function isEmpty(items: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of items) return false;
  return true;
}
