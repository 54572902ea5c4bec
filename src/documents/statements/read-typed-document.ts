import { readFile } from 'node:fs/promises';
import { Failure } from '../../platform/failure.js';
import { type KeepPages, readingWarnings, readText, type TextDocument } from '../text/index.js';
import { readCamt053 } from './formats/camt053.js';
import { readCsv } from './formats/csv.js';
import { detectKind, type FileKind } from './formats/detect-format.js';
import { readMt940 } from './formats/mt940.js';
import { readOfx } from './formats/ofx.js';
import { readQif } from './formats/qif.js';
import { decodeText } from '../files/text-encoding.js';
import { readXlsx } from './formats/xlsx.js';
import { readGeneric, readGenericText } from './generic/generic.js';
import { readInvoice } from './invoice/read-invoice.js';
import { readPdfStatement } from './pdf/read-pdf-statement.js';
import { makeCategorizer, parseCategoryRules } from './reports/categories.js';
import { makeReports } from './reports/reports.js';
import { presentStatement } from './statement/present-statement.js';
import type { ReadStatement } from './statement/statement.js';
import type { TransactionView } from './statement/statement-data.js';
import type { DocumentType, TYPED_DOCUMENT_STEPS, TypedDocumentResult } from './typed-document.js';

export const TYPED_DOCUMENT_READER = {
  name: 'assay-document-reader',
  version: '1.0.0',
  kind: 'rules',
} as const;

export interface TypedDocumentProgress {
  step: (typeof TYPED_DOCUMENT_STEPS)[number];
  /** 0–100 over all steps. */
  percent: number;
  words: string;
  current?: number;
  total?: number;
}

export type TypedDocumentInput = {
  documentType: DocumentType;
  filename: string;
  /** JSON of a client's own category rules. */
  categoryRules?: string;
  /** Languages of text recognition; English unless told otherwise. */
  languages?: readonly string[];
  /** Pages that an earlier attempt handed over. */
  earlierPages?: readonly Uint8Array[];
} & ({ path: string } | { bytes: Uint8Array });

type Report = (progress: TypedDocumentProgress) => void;

export interface TypedDocumentContext {
  progress?: Report;
  /** Is handed the text of pages as they are read, for an attempt that has to begin again. */
  keep?: KeepPages;
}

/** A file on its way: its bytes, what it is, and its text where it is a text file. */
interface OpenedFile {
  bytes: Uint8Array;
  kind: FileKind;
  text: () => string;
  report: Report;
  /** Reads the pages of a PDF or picture, reporting up to a percentage. */
  pages: (until: number) => Promise<TextDocument>;
}

/**
 * Reads a document of a known type.
 *
 * @throws Failure `unreadable`, `unsupported`, `too_large` or `bad_input`, with a sentence for the client
 */
export async function readTypedDocument(
  input: TypedDocumentInput,
  context: TypedDocumentContext = {},
): Promise<TypedDocumentResult> {
  const report: Report = (progress) => context.progress?.(progress);
  const resumed = input.earlierPages?.length ?? 0;
  if (resumed === 0) report({ step: 'read', percent: 2, words: 'Reading the document...' });
  const categorize = makeCategorizer(input.categoryRules ? parseCategoryRules(input.categoryRules) : []);
  const file = openFile('bytes' in input ? input.bytes : await readInput(input.path), input, {
    ...context,
    progress: report,
  });
  const { documentType, filename } = input;
  const read = await extract(file, documentType);
  const base = { document_type: documentType, filename, models: [{ ...TYPED_DOCUMENT_READER }] };
  if (!read.statement) return { extracted_data: read.data, reports: {}, ...base, warnings: read.warnings };
  report({ step: 'prove', percent: 80, words: 'Verifying the arithmetic...' });
  const data = presentStatement(read.statement, categorize);
  report({ step: 'report', percent: 90, words: 'Generating reports...' });
  const currency = data.currency ?? data.accounts?.[0]?.currency ?? null;
  const isIncluded = ({ account }: TransactionView): boolean =>
    account === undefined || data.accounts?.[account]?.currency === currency;
  return {
    extracted_data: data,
    reports: makeReports(data.transactions, currency, isIncluded),
    ...base,
    warnings: [
      ...read.warnings,
      ...reviewWarnings(data.transactions.filter((row) => row.needs_review).length),
    ],
  };
}

const reviewWarnings = (count: number): string[] =>
  count === 0 ? [] : [`Transactions that need review: ${count}.`];

async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure('bad_input', 'The uploaded file is no longer there.', { cause: error });
  }
}

function openFile(
  bytes: Uint8Array,
  { languages, earlierPages }: TypedDocumentInput,
  { progress: report, keep }: TypedDocumentContext & { progress: Report },
): OpenedFile {
  let decoded: string | undefined;
  const text = (): string => (decoded ??= decodeText(bytes));
  const pages = (until: number): Promise<TextDocument> =>
    readText(bytes, {
      ...(languages && { languages }),
      ...(earlierPages && { earlier: earlierPages }),
      ...(keep && { keep }),
      onPage: (page, count) => {
        // A later attempt goes on from where the earlier one was.
        if (page >= (earlierPages?.length ?? 0)) report(pageRead(page, count, until));
      },
    });
  return { bytes, kind: detectKind(bytes, text), text, report, pages };
}

function pageRead(page: number, pages: number, until: number): TypedDocumentProgress {
  return {
    step: 'read',
    percent: 2 + ((until - 2) * page) / pages,
    words: 'Reading the document...',
    current: page,
    total: pages,
  };
}

type Extracted =
  | { statement: ReadStatement; warnings: string[] }
  | { statement?: undefined; data: TypedDocumentResult['extracted_data']; warnings: string[] };

async function extract(file: OpenedFile, documentType: DocumentType): Promise<Extracted> {
  requireReadable(file.kind);
  if (documentType === 'bank_statement') {
    const { statement, warnings } = await readStatement(file);
    return { statement, warnings: [...statement.warnings, ...warnings] };
  }
  if (!hasPages(file)) {
    if (documentType === 'invoice')
      throw new Failure(
        'unsupported',
        'Invoices are read from PDF files and pictures; this file is something else.',
      );
    if (file.kind === 'xlsx')
      throw new Failure('unsupported', 'Generic documents are read from PDF files, pictures and text files.');
    return { data: readGenericText(file.text()), warnings: [] };
  }
  const document = await file.pages(60);
  const warnings = readingWarnings(document);
  file.report({ step: 'extract', percent: 65, words: 'Extracting structured data...' });
  if (documentType === 'generic') return { data: readGeneric(document), warnings };
  const invoice = readInvoice(document);
  return { data: invoice.data, warnings: [...invoice.warnings, ...warnings] };
}

const hasPages = ({ kind }: OpenedFile): boolean => kind === 'pdf' || kind === 'image';

function requireReadable(kind: FileKind): void {
  if (kind === 'xls')
    throw new Failure(
      'unsupported',
      'The file is an Excel workbook of before 2007 (.xls). Save it as .xlsx or CSV.',
    );
  if (kind === 'zip') throw new Failure('unsupported', 'The file is a ZIP archive and no Excel workbook.');
}

async function readStatement(file: OpenedFile): Promise<{ statement: ReadStatement; warnings: string[] }> {
  if (hasPages(file)) {
    const document = await file.pages(50);
    file.report({ step: 'extract', percent: 52, words: 'Extracting structured data...' });
    const statement = readPdfStatement(document, (page, pages) =>
      file.report({
        step: 'extract',
        percent: 52 + (26 * page) / pages,
        words: 'Extracting structured data...',
        current: page,
        total: pages,
      }),
    );
    const format = file.kind === 'image' ? 'image' : 'pdf';
    return { statement: { ...statement, format }, warnings: readingWarnings(document) };
  }
  file.report({ step: 'extract', percent: 45, words: 'Extracting structured data...' });
  return { statement: readDataFile(file), warnings: [] };
}

function readDataFile({ kind, bytes, text }: OpenedFile): ReadStatement {
  switch (kind) {
    case 'ofx':
      return readOfx(text());
    case 'qif':
      return readQif(text());
    case 'mt940':
      return readMt940(text());
    case 'camt.053':
      return readCamt053(text());
    case 'xlsx':
      return readXlsx(bytes);
    default:
      return readCsv(text());
  }
}
