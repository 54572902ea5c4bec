import { defineComputation } from '../../../compute/computation/index.js';
import type { ExportContext, ExportedReport } from './exported-report.js';

/** Sets the PDF in a compute child: fonts and layout take 50 to 500 ms, for which the API would stand still. */
export const labReportPdf = defineComputation(
  import.meta.url,
  'labReportPdf',
  async ({ result, context }: { result: ExportedReport; context: ExportContext }) => {
    const { toPdf } = await import('./pdf.js');
    return toPdf(result, context);
  },
);
