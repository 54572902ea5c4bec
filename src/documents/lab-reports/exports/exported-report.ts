import type { LabReportResult } from '../lab-report.js';

/** What a finished job knows about how its result came about; all of it is optional in an export. */
export interface ExportReceipt {
  input_sha256?: Record<string, string>;
  build?: { version: string; node: string };
  submitted_at?: string;
  finished_at?: string;
}

/** A result as it is stored with its job. */
export type ExportedReport = LabReportResult & { receipt?: ExportReceipt };

/** Which job the result belongs to, and when it became available. */
export interface ExportContext {
  /** UUID of the job. */
  jobId: string;
  issued: Date;
}
