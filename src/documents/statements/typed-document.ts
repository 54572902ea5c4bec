import type { InvoiceData } from './invoice/invoice.js';
import type { GenericData } from './generic/generic.js';
import type { StatementReports } from './reports/reports.js';
import type { StatementData } from './statement/statement-data.js';

export const DOCUMENT_TYPES = ['bank_statement', 'invoice', 'generic'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

export const TYPED_DOCUMENT_STEPS = ['read', 'extract', 'prove', 'report'] as const;

export type ExtractedData = StatementData | InvoiceData | GenericData;

/** What `POST /process` leads to. */
export interface TypedDocumentResult {
  extracted_data: ExtractedData;
  reports: StatementReports | Record<string, never>;
  document_type: DocumentType;
  filename: string;
  models: { name: string; version: string; kind: 'rules' }[];
  warnings: string[];
}
