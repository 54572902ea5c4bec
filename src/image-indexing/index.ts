export { ImageIndexingModule } from './image-indexing.module.js';
export { type Finding, type MendedFinding, Reconcile } from './maintenance/reconcile.js';
export { Reindex, type Reindexed } from './maintenance/reindex.js';
