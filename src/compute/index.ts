export {
  defineComputation,
  type Computation,
  type ComputationContext,
  type ComputationReference,
  type ComputeProgress,
} from './computation.js';
export { ComputeModule } from './compute.module.js';
export {
  ComputePool,
  type ComputePoolOptions,
  type ComputeStatistics,
  type RunOptions,
  type StopReport,
} from './pool.js';
