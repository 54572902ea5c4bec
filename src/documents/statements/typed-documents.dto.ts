import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  DOCUMENT_TYPES,
  type DocumentType,
  type ExtractedData,
  type TypedDocumentResult,
} from './typed-document.js';

/** What a typed document's job ends with. */
export class TypedDocumentResultView implements TypedDocumentResult {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'bank_statement: `account`, `currency`, `period`, `opening_balance`, `closing_balance`, `totals`, `transactions`, `proof`, and `accounts` where there are several. ' +
      'invoice: `invoice_number`, `issuer`, `issue_date`, `currency`, `lines`, `net`, `tax`, `total`, `proof`. generic: `text`, `key_values`, `tables`. Money is a decimal string.',
  })
  extracted_data!: ExtractedData;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'bank_statement: `monthly`, `by_category`, `largest`, `recurring`, `cash_flow`, `fees`, `charts` (SVG). Else empty.',
  })
  reports!: TypedDocumentResult['reports'];
  @ApiProperty({ enum: DOCUMENT_TYPES })
  document_type!: DocumentType;
  @ApiProperty({ example: 'statement.pdf' })
  filename!: string;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  models!: { name: string; version: string; kind: 'rules' }[];
  @ApiProperty({ type: [String] })
  warnings!: string[];
}

export class QueuedDocument {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: ['queued'] })
  status!: 'queued';
  @ApiProperty({ example: 'Document processing started. Use /job/{job_id}/status to check progress.' })
  message!: string;
  @ApiProperty({ example: 'statement.pdf' })
  filename!: string;
}

export const DOCUMENT_WORDS = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
export const DOCUMENT_STATES = ['PENDING', 'PROCESSING', 'SUCCESS', 'FAILURE', 'REVOKED'] as const;

export class DocumentStatus {
  @ApiProperty({ format: 'uuid' })
  job_id!: string;
  @ApiProperty({ enum: DOCUMENT_WORDS, example: 'processing' })
  status!: (typeof DOCUMENT_WORDS)[number];
  @ApiProperty({ enum: DOCUMENT_STATES, example: 'PROCESSING' })
  state!: (typeof DOCUMENT_STATES)[number];
  @ApiProperty({ minimum: 0, maximum: 100, example: 45 })
  progress!: number;
  @ApiProperty({ example: 'Extracting structured data...' })
  message!: string;
  @ApiPropertyOptional({ type: TypedDocumentResultView, description: 'Once completed.' })
  result?: Record<string, unknown>;
  @ApiPropertyOptional({ description: 'Once failed.' })
  error?: string;
  @ApiPropertyOptional({ description: 'Once failed.', example: 'Unreadable' })
  error_type?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  expires_at?: string;
}
