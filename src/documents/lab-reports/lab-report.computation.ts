import { defineComputation } from '../../compute/computation/index.js';

/**
 * Reads a report in a compute child; the file is given by its path on this machine. The reader is imported there and
 * then, so that the process that only hands out work does not load a PDF engine.
 */
export const labReportComputation = defineComputation(
  import.meta.url,
  'labReportComputation',
  async (
    input: {
      path: string;
      query: string;
      filename: string;
      languages: readonly string[];
      earlierPages: readonly Uint8Array[];
    },
    { progress, keep },
  ) => {
    const { analyzeLabReport } = await import('./analyze-lab-report.js');
    return analyzeLabReport(input, { progress, keep });
  },
);
