import { Option, SubCommand } from 'nest-commander';
import {
  type Finding,
  type MendedFinding,
  Reconcile,
  Reindex,
  type Reindexed,
} from '../image-indexing/index.js';
import { type JsonOption, PrintingCommand } from './options.js';
import { counted, printJson, printLine, printTable } from './output.js';

interface ReindexCommandOptions extends JsonOption {
  removeOld?: boolean;
}

@SubCommand({
  name: 'reindex',
  description: 'make the vectors of the embedder that is set, beside those of others, which go on serving',
})
export class ReindexCommand extends PrintingCommand {
  constructor(private readonly reindex: Reindex) {
    super();
  }

  async run(_arguments: string[], { json, removeOld = false }: ReindexCommandOptions): Promise<void> {
    const report = await this.reindex.run({ removeOld });
    const isKept = removeOld && !report.removedOld;
    if (report.left.length > 0 || isKept) process.exitCode = 1;
    if (json) return printJson(viewReindexed(report));
    printLine(`${counted(report.renewed, 'vector')} made by ${report.embedder}.`);
    if (report.removedOld) printLine('The vectors of other embedders are removed.');
    if (isKept) printLine('Nothing is removed: there are products without a vector of this embedder.');
    if (report.left.length === 0) return;
    printLine('Of these no vector can be made; submit them again, or delete them:');
    const rows = report.left.map(({ entry, reason }) => [entry.owner, entry.productId, entry.name, reason]);
    printTable(['Owner', 'Product', 'Name', 'Reason'], rows, '');
  }

  @Option({ flags: '--remove-old', description: 'then remove the vectors of other embedders' })
  parseRemoveOld(): boolean {
    return true;
  }
}

function viewReindexed({ embedder, renewed, changed, left, removedOld }: Reindexed) {
  const products = left.map(({ entry, reason }) => ({
    owner: entry.owner,
    product_id: entry.productId,
    name: entry.name,
    reason,
  }));
  return { embedder, renewed, changed, left: products, removed_old: removedOld };
}

interface ReconcileCommandOptions extends JsonOption {
  repair?: boolean;
}

@SubCommand({
  name: 'reconcile',
  description: 'compare the index with the jobs that completed: what is missing, stale or orphaned',
})
export class ReconcileCommand extends PrintingCommand {
  constructor(private readonly reconcile: Reconcile) {
    super();
  }

  async run(_arguments: string[], { json, repair }: ReconcileCommandOptions): Promise<void> {
    const findings: (Finding & Partial<MendedFinding>)[] = [];
    for (const finding of await this.reconcile.look())
      findings.push(repair ? await this.reconcile.mend(finding) : finding);
    if (findings.some(({ mended }) => !mended)) process.exitCode = 1;
    if (json) return printJson({ findings: findings.map(viewFinding) });
    const rows = findings.map((finding) => [
      finding.defect,
      finding.owner,
      finding.productId,
      finding.reason,
      finding.mended ? 'mended' : (finding.hindrance ?? ''),
    ]);
    printTable(['Defect', 'Owner', 'Product', 'Reason', ''], rows, 'The index is as it should be.');
  }

  @Option({ flags: '--repair', description: 'mend what can be mended' })
  parseRepair(): boolean {
    return true;
  }
}

function viewFinding(finding: Finding & Partial<MendedFinding>) {
  const { defect, owner, productId, reason, job, mended = false, hindrance = null } = finding;
  return { defect, owner, product_id: productId, reason, job_id: job?.id ?? null, mended, hindrance };
}
