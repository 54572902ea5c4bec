import { defineComputation } from '../../compute/index.js';
import { analyzeLabReport } from './analyze-lab-report.js';

/** {@link analyzeLabReport} for a compute child; the file is given by its path on this machine. */
export const labReportComputation = defineComputation(
  import.meta.url,
  'labReportComputation',
  (input: { path: string; query: string; filename: string }, { progress }) => analyzeLabReport(input, { progress }),
);
