import type { ResultFormats } from '../../../jobs/index.js';
import type { LabReportResultView } from '../lab-reports.dto.js';
import { labReportPdf } from './pdf.computation.js';

/** A report as FHIR, as a page and as PDF; each is loaded when it is first asked for. */
export const LAB_REPORT_FORMATS: ResultFormats<LabReportResultView> = {
  'application/fhir+json': {
    extension: 'json',
    async render(result, context) {
      const { toFhirBundle } = await import('./fhir.js');
      return JSON.stringify(toFhirBundle(result, context));
    },
  },
  'text/html': {
    extension: 'html',
    async render(result, context) {
      const { toHtml } = await import('./html.js');
      return toHtml(result, context);
    },
  },
  'application/pdf': {
    extension: 'pdf',
    render: (result, { jobId, issued, compute, signal }) =>
      compute.run(labReportPdf, { result, context: { jobId, issued } }, { signal, preferred: true }),
  },
};
