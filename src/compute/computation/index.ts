/** The door for modules that run in a compute child: behind the room's other door is the framework, which a child should not have to load. */
export {
  defineComputation,
  type Computation,
  type ComputationContext,
  type ComputationReference,
  type ComputeProgress,
} from './computation.js';
