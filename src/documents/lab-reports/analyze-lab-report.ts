import { readFile } from 'node:fs/promises';

import { Failure } from '../../platform/failure.js';
import {
  type KeepPages,
  readingWarnings,
  readText,
  recognizedWords,
  type TextDocument,
} from '../text/index.js';
import { consultedSpecialists, findAll } from './interpretation/findings.js';
import { isPregnant, personNotes } from './interpretation/person.js';
import { DISCLAIMER, writeAnalysis } from './interpretation/wording.js';
import type { LAB_REPORT_STEPS, LabReport, LabReportResult } from './lab-report.js';
import { toAnalytes } from './reading/analytes.js';
import { withoutNoise } from './reading/recognition.js';
import { detectNumberStyle } from './reading/numbers.js';
import { mendRecognizedWords } from './reading/misread-words.js';
import { withPlainCharacters } from './reading/plain-characters.js';
import { readDetails } from './reading/report-details.js';
import { readRows } from './reading/rows.js';
import { unknownScripts } from './reading/unknown-script.js';

export const LAB_REPORT_READER = { name: 'assay-lab-reader', version: '1.3.0', kind: 'rules' } as const;

export interface LabReportProgress {
  step: (typeof LAB_REPORT_STEPS)[number];
  /** 0–100 over all steps. */
  percent: number;
  words: string;
  current?: number;
  total?: number;
}

export interface LabReportContext {
  progress?: (progress: LabReportProgress) => void;
  /** Is handed the text of pages as they are read, for an attempt that has to begin again. */
  keep?: KeepPages;
}

export type LabReportInput = {
  query: string;
  filename: string;
  /** Languages of text recognition; English unless told otherwise. */
  languages?: readonly string[];
  /** Pages that an earlier attempt handed over. */
  earlierPages?: readonly Uint8Array[];
} & ({ path: string } | { bytes: Uint8Array });

/**
 * Reads a laboratory report and says what its own reference intervals say about it.
 *
 * @throws Failure `unreadable` or `too_large` as {@link readText} does.
 */
export async function analyzeLabReport(
  input: LabReportInput,
  context: LabReportContext = {},
): Promise<LabReportResult> {
  const report = (progress: LabReportProgress): void => context.progress?.(progress);
  report({ step: 'read', percent: 2, words: 'Opening the report' });
  const bytes = 'bytes' in input ? input.bytes : await readInput(input.path);
  const document = await readText(bytes, {
    ...(input.languages && { languages: input.languages }),
    ...(input.earlierPages && { earlier: input.earlierPages }),
    ...(context.keep && { keep: context.keep }),
    onPage: (page, pages) =>
      report({
        step: 'read',
        percent: 2 + (58 * page) / pages,
        words: 'Reading the text',
        current: page,
        total: pages,
      }),
  });
  const read = readReport(withPlainCharacters(mendRecognizedWords(document)), report, input.query);
  report({ step: 'interpret', percent: 90, words: 'Comparing the results with their reference intervals' });
  const findings = findAll(read);
  return {
    query: input.query,
    analysis: writeAnalysis(read, findings, input.query),
    specialists_consulted: consultedSpecialists(read.analytes),
    file_processed: input.filename,
    report: read,
    findings,
    models: [{ ...LAB_REPORT_READER }],
    warnings: collectWarnings(document, read),
    disclaimer: DISCLAIMER,
  };
}

async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure('bad_input', 'The uploaded file is no longer there.', { cause: error });
  }
}

/** Finds the results and the details of a document that is already text. */
export function readReport(
  document: TextDocument,
  report: (progress: LabReportProgress) => void = () => undefined,
  query = '',
): LabReport {
  const style = detectNumberStyle(
    document.pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n'),
  );
  const details = readDetails(document);
  const pregnant = isPregnant(document, query, details.sex);
  const recognized = recognizedWords(document);
  const printed = readRows(
    document,
    { style, sex: details.sex ?? null, age: details.age ?? null },
    (page, pages) =>
      report({
        step: 'rows',
        percent: 60 + (20 * page) / pages,
        words: 'Rebuilding the rows',
        current: page,
        total: pages,
      }),
  );
  const { rows, unread } = withoutNoise(printed, recognized);
  report({
    step: 'analytes',
    percent: 82,
    words: 'Reading the results',
    current: rows.length,
    total: rows.length,
  });
  return {
    ...(details.collectedAt && { collected_at: details.collectedAt }),
    ...(details.reportedAt && { reported_at: details.reportedAt }),
    ...(details.laboratory && { laboratory: details.laboratory }),
    patient: {
      ...(details.age !== undefined && { age: details.age }),
      ...(details.sex && { sex: details.sex }),
      ...(pregnant && { pregnant }),
    },
    analytes: toAnalytes(rows, { sex: details.sex ?? null, age: details.age ?? null, pregnant }, recognized),
    unread,
  };
}

function collectWarnings(document: TextDocument, report: LabReport): string[] {
  const warnings = readingWarnings(document);
  for (const script of unknownScripts(document))
    warnings.push(
      `Much of this report is written in ${script}, in which no names of analytes are known here: results may be missing, and others have their printed name only.`,
    );
  warnings.push(...personNotes(report));
  if (report.analytes.length === 0)
    warnings.unshift('No laboratory results were found in the text of this document.');
  if (report.unread.length > 0)
    warnings.push(`Lines that look like results and could not be read: ${report.unread.length}.`);
  const doubtful = report.analytes.filter((analyte) => analyte.needs_review).length;
  if (doubtful > 0) warnings.push(`Results that need review: ${doubtful}.`);
  return warnings;
}
