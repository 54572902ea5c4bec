export type {
  Computation,
  ComputationContext,
  ComputationReference,
  ComputeProgress,
} from './computation/index.js';
export { ComputeModule } from './compute.module.js';
export {
  ComputePool,
  type ComputePoolOptions,
  type ComputeStatistics,
  type RunOptions,
  type StopReport,
} from './pool.js';
