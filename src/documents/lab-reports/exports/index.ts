export type { ExportContext, ExportedReport } from './exported-report.js';
export { toFhirBundle } from './fhir.js';
export type { Bundle } from './fhir-types.js';
export { toHtml } from './html.js';
export { toPdf } from './pdf.js';
