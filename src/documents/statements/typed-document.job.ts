import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { defineJob, type InputFile, QUEUES } from '../../jobs/index.js';
import { DOCUMENT_TYPES, type DocumentType, TYPED_DOCUMENT_STEPS } from './typed-document.js';
import { TypedDocumentResultView } from './typed-documents.dto.js';

export const DEFAULT_DOCUMENT_TYPE: DocumentType = 'generic';

export class TypedDocumentInput {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description:
      'Statements: PDF, picture (PNG, JPEG, TIFF, WebP), CSV, OFX, QFX, QIF, MT940, CAMT.053 or XLSX. Invoices: PDF or picture. Generic: PDF, picture or text. Scans and pictures go through text recognition.',
  })
  file!: InputFile;

  @ApiPropertyOptional({ enum: DOCUMENT_TYPES, default: DEFAULT_DOCUMENT_TYPE })
  @IsIn(DOCUMENT_TYPES, { message: `document_type must be one of ${DOCUMENT_TYPES.join(', ')}` })
  @IsOptional()
  document_type?: DocumentType;

  @ApiPropertyOptional({
    description:
      'Your own category rules, which go before those of Assay: a JSON list of `{ "category", "words": [], "side"?: "credit" | "debit" }`.',
    maxLength: 200_000,
  })
  @IsString()
  @MaxLength(200_000)
  @IsOptional()
  category_rules?: string;
}

/** Reads a bank statement, an invoice or any document into structured data. */
export const typedDocument = defineJob({
  name: 'typed-document',
  queue: QUEUES.typedDocuments,
  input: TypedDocumentInput,
  result: TypedDocumentResultView,
  steps: TYPED_DOCUMENT_STEPS,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  estimate: 3_000,
});
