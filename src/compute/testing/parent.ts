import { ComputePool } from '../pool.js';
import { spin } from './computations.js';

/** A process to be killed: starts a child that spins for ever and prints the child's id. */
const pool = new ComputePool({
  concurrency: 1,
  maximumTasksPerChild: 10,
  childMemoryLimitBytes: 512 * 1024 * 1024,
});
await pool.run(spin, null, { onProgress: ({ words }) => process.stdout.write(`${words}\n`) });
